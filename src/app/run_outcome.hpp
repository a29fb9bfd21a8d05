// What came of a run so far, gathered row by row: while its journal is written, or from one read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/data_spec.hpp"
#include "core/journal.hpp"

namespace metaqnn {

/// One of the best networks.
struct BestNetwork {
    TrialRow row;
    std::optional<double> test_error;  ///< fraction; none if it was not tested
};

/// What the end of a session tells.
struct RunOutcome {
    std::map<std::string, std::int64_t> status;  ///< outcome -> trainings
    std::vector<BestNetwork> best;               ///< best first, equal ones as they ended
    std::int64_t results = 0;                    ///< trainings that ended
    double wall_seconds = 0.0;                   ///< until the last event
    std::int64_t fruitless_sessions = 0;         ///< the last ones, in a row, that brought no
                                                 ///< result and saved no new epoch
};

/// Gathers an outcome. Keeps the best rows and a few numbers, however many rows it is given. The
/// rows of a table come in their order; a training's after the event that its session began.
class OutcomeGatherer {
  public:
    /// @param size of the list of the best
    explicit OutcomeGatherer(std::size_t size) : size_(size) {}

    void add(const EventRow& row);
    void add(const TrialRow& row);
    void add(const TestRow& row);
    /// Events, trainings and tests.
    void add(const JournalContent& journal);

    RunOutcome outcome() const;
    /// Trainings that stored weights and have no test, in the order in which they ended.
    std::vector<TrialId> untested() const;

  private:
    struct Session {
        double begin_seconds;
        bool fruitful = false;
    };

    std::size_t size_;
    RunOutcome counts_;                                     // without what follows
    std::multimap<double, TrialRow, std::greater<>> best_;  // by reward
    std::unordered_map<TrialId, double> tests_;             // accuracies
    std::vector<TrialId> stored_;
    std::vector<Session> sessions_;
    std::unordered_map<TrialId, double> saved_epochs_;
};

/// "20 networks trained, 4 not (3 rejected, 1 crashed)".
std::string outcome_text(const RunOutcome& outcome);

/// What a run's accuracies are called: "validation accuracy", or "training accuracy" if it keeps no
/// image for validation.
std::string accuracy_name(const DataSpec& data);

/// Markdown table of the best networks, after the paper's Tables A2 to A4.
/// @param accuracy  see accuracy_name()
std::string best_table(const RunOutcome& outcome, const std::string& accuracy);

}  // namespace metaqnn
