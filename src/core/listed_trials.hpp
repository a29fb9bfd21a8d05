// Networks that are given, each trained a number of times: the source of long trainings.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/trial_source.hpp"

namespace metaqnn {

/// What is trained. Trial t is network t modulo their number: all are trained once before any is
/// trained again, and more trainings only add trials at the end.
struct TrainingList {
    std::vector<Architecture> networks;
    std::int64_t trainings = 1;        ///< of each network, each with its own seed
    std::vector<std::string> weights;  ///< of each network: file of weights to begin with, relative
                                       ///< to the run folder; empty: all begin with new ones
    std::string source;  ///< run on other images that the networks come from, relative to the run
                         ///< folder; empty: none. Told by reports only
    std::int64_t trials() const { return static_cast<std::int64_t>(networks.size()) * trainings; }
};

/// Nothing is learned from results: they are only counted.
class ListedTrials final : public TrialSource {
  public:
    /// @param list  not empty
    /// @param seed  of the run; the trials' seeds are derived from it as in a search
    ListedTrials(TrainingList list, std::uint64_t seed);

    /// @throws LogicError after the last trial
    EpisodeRow propose() override;
    void learn(TrialId trial, double reward) override;
    void restore(const EpisodeRow& row, bool learn) override;
    void restore_result(TrialId trial, double reward, bool learn) override;
    Trial trial(TrialId id) const override;
    std::int64_t trials() const override { return static_cast<std::int64_t>(learned_.size()); }
    bool has_result(TrialId trial) const override {
        return learned_.at(static_cast<std::size_t>(trial));
    }
    std::int64_t results() const override { return results_; }
    std::int64_t steps() const override { return trials(); }
    double epsilon() const override { return 0.0; }
    std::vector<QValue> q_values() const override { return {}; }
    void restore_q_values(std::span<const QValue> /*values*/) override {}

  private:
    const Architecture& network(TrialId id) const;

    TrainingList list_;
    std::uint64_t seed_;
    std::vector<bool> learned_;  // of each proposed trial
    std::int64_t results_ = 0;
};

}  // namespace metaqnn
