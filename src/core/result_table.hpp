// Results of networks that were trained before: what a search on a table gets instead of trainings.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "core/cost.hpp"
#include "core/mdp.hpp"
#include "core/trial.hpp"

namespace metaqnn {

/// One training as it was recorded.
struct RecordedTraining {
    double accuracy = 0.0;      ///< fraction of the validation images
    double seconds = 0.0;       ///< that it took; 0: not known
    std::vector<double> curve;  ///< accuracy after each epoch
};

/// All that is known of one network.
struct RecordedNetwork {
    std::int64_t parameters = 0;
    std::int64_t multiply_adds = 0;           ///< of one image, forward
    std::vector<RecordedTraining> trainings;  ///< each with a seed of its own

    /// Mean accuracy over the trainings: the network's true value, as well as it is known. Agents
    /// are judged by it; none ever sees it.
    double true_accuracy() const;
    /// Of a training; 0: not known.
    double mean_seconds() const;
};

/// Networks of one search space on one data set.
class ResultTable {
  public:
    /// @param input  shape of one image of the data set
    ResultTable(ImageShape input, int classes);

    ImageShape input() const { return input_; }
    /// Tells tables apart: equal for equal files, whatever their names.
    std::uint64_t content() const { return content_; }
    /// Whoever reads the table tells what it was read from.
    void set_content(std::uint64_t content) { content_ = content; }
    int classes() const { return classes_; }
    std::int64_t size() const { return static_cast<std::int64_t>(networks_.size()); }

    /// Adds a network.
    /// @throws ConfigError if it is there already, does not fit the data set, has no training, or a
    ///         number that is out of range
    void add(const Architecture& architecture, const RecordedNetwork& network);

    /// @throws ConfigError if the network is not there
    const RecordedNetwork& at(const Architecture& architecture) const;
    /// Parameters and multiply-adds; a table knows no other costs. @throws as at()
    Cost cost(const Architecture& architecture) const;
    /// The recorded training that the trial's seed draws, each as likely. @throws as at()
    const RecordedTraining& draw(const Trial& trial) const;

    /// @throws ConfigError naming a network of the process that is not there
    void require_all_of(const Mdp& mdp) const;

  private:
    bool holds_all_after(const Mdp& mdp, NodeId node, Architecture& prefix) const;

    ImageShape input_;
    int classes_;
    std::uint64_t content_ = 0;
    std::map<Architecture, RecordedNetwork> networks_;
};

}  // namespace metaqnn
