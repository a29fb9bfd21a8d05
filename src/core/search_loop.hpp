// The manager's event loop: keeps the workers busy, records, learns.
#pragma once

#include <cstdint>
#include <vector>

#include "core/evaluator_pool.hpp"
#include "core/journal.hpp"
#include "core/objective.hpp"
#include "core/search_state.hpp"

namespace metaqnn {

/// In which order results are learned.
enum class Order {
    arrival,  ///< as they come: no worker waits
    trial,    ///< by trial id with a fixed number in flight: the same search for any number of
              ///< workers
};

/// What the loop is told.
struct LoopSettings {
    std::int64_t trials = 2700;  ///< unique networks in all
    Order order = Order::arrival;
    std::int64_t in_flight = 0;  ///< trials proposed and not learned; 0: one for every worker
    int keep_models = 5;         ///< weights kept of so many best networks
    std::int64_t max_repeats = 10'000;  ///< episodes in a row that bring no new network: the space
                                        ///< is taken to be exhausted
    std::int64_t checkpoint_results = 1000;  ///< results between two checkpoints
    Objective objective;
};

/// Told of what happens, for progress and for side files; never changes the search.
class SearchObserver {
  public:
    SearchObserver() = default;
    SearchObserver(const SearchObserver&) = delete;
    SearchObserver& operator=(const SearchObserver&) = delete;
    virtual ~SearchObserver() = default;

    /// A result is in the journal and was learned.
    virtual void on_result(const TrialRow& row) = 0;
    /// A worker is ready or was replaced, an epoch ended.
    virtual void on_event(const PoolEvent& event) = 0;
    /// At the end of each pass of the loop. `busy`: workers with a trial.
    virtual void on_pass(const SearchState& state, int busy, int workers) = 0;
    /// The trials whose weights are to be kept have changed; others may be removed.
    virtual void on_keep(const std::vector<TrialId>& trials) = 0;
    /// It is time to write a checkpoint.
    virtual void on_checkpoint(const Checkpoint& checkpoint) = 0;
};

/// How a loop ended.
enum class LoopEnd {
    finished,   ///< all trials are done
    exhausted,  ///< the space holds no network that is not known
    stopped,    ///< asked to stop: worth resuming
};

/// What an earlier session left, in the order of the journal.
struct ResumePoint {
    std::int64_t next_sequence = 0;   ///< of events
    std::vector<TrialId> unfinished;  ///< proposed, without a result: trained again
    std::vector<TrialRow> unlearned;  ///< finished, not yet learned (trial order)
    std::vector<TrialRow> learned;    ///< for the list of the best
    double last_epsilon = 1.0;
};

}  // namespace metaqnn
