// The manager's event loop: keeps the workers busy, records, learns.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "core/best_models.hpp"
#include "core/clock.hpp"
#include "core/cost.hpp"
#include "core/dispatch_plan.hpp"
#include "core/evaluator_pool.hpp"
#include "core/journal.hpp"
#include "core/limits.hpp"
#include "core/objective.hpp"
#include "core/time_ledger.hpp"
#include "core/trial_source.hpp"
#include "core/worker_choice.hpp"

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
    std::int64_t in_flight = 0;  ///< trials proposed and not learned; 0: one for every worker, and
                                 ///< in order of arrival those that wait for another worker
    int keep_models = 5;         ///< weights kept of so many best networks
    int retries = 1;             ///< new tries of a trial that killed its trainer, elsewhere if
                                 ///< possible
    std::int64_t max_repeats = 10'000;  ///< episodes in a row that bring no new network: the space
                                        ///< is taken to be exhausted
    std::int64_t checkpoint_results = 1000;  ///< results between two checkpoints
    int classes = 10;
    Objective objective;
    Limits limits;
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
    virtual void on_pass(const TrialSource& state, int busy, int workers) = 0;
    /// The stored weights of a trial are not wanted any more: better ones are in the journal.
    virtual void on_drop(TrialId trial) = 0;
    /// It is time to write a checkpoint.
    virtual void on_checkpoint(const Checkpoint& checkpoint) = 0;
};

/// How a loop ended.
enum class LoopEnd {
    finished,   ///< all trials are done
    exhausted,  ///< the space holds no network that is not known
    stopped,    ///< asked to stop: worth resuming
    deserted,   ///< only workers are left that were given up: worth resuming
};

/// The workers whose trainers a trial has killed, one after the other.
using Kills = std::vector<std::int32_t>;

/// Epochs of which the journal knows, as (try, epoch), by trial.
using ReportedEpochs = std::map<TrialId, std::set<std::pair<std::int32_t, std::int32_t>>>;

/// What an earlier session left, in the order of the journal.
struct ResumePoint {
    std::int64_t next_sequence = 0;   ///< of events
    std::vector<TrialId> unfinished;  ///< proposed, without a result: trained again
    std::vector<TrialRow> unlearned;  ///< finished, not yet learned
    std::vector<TrialRow> learned;    ///< with stored weights: for the list of the best
    std::map<TrialId, Kills> kills;   ///< of trials that were tried again
    double last_epsilon = 1.0;        ///< of the last episode
    std::int64_t repeats = 0;         ///< episodes since the last fresh one
    std::int64_t stalls = 0;          ///< episodes in flight since the last result learned
    ReportedEpochs reported;          ///< of the unfinished trials, in the journal already
};

/// Runs a search: append to the journal, flush, then act. One flush a pass.
///
/// A result is journalled when it comes and learned in the configured order. After each result
/// learned, episodes are sampled until `in_flight` trials are open; in trial order that makes the
/// search independent of the number of workers and of their speed.
class SearchLoop {
  public:
    /// Everything outlives the loop. The state holds what `from` tells of, the plan knows the
    /// results of earlier sessions; `cost` tells the cost of a network.
    SearchLoop(TrialSource& state, EvaluatorPool& pool, Journal& journal, SearchObserver& observer,
               const Clock& clock, const StopToken& stop,
               std::function<Cost(const Architecture&)> cost, DispatchPlan& plan,
               const LoopSettings& settings, const ResumePoint& from = {});

    /// Until all trials are learned, the space is exhausted, a stop is requested or nothing that
    /// waits ends before the deadline of the plan.
    LoopEnd run();

  private:
    struct InWork {
        double started;    // seconds
        double predicted;  // seconds, 0: not known
    };
    void record(EventKind kind, TrialId trial = -1, std::int32_t worker = -1, double value = 0.0);
    void take_in(const PoolEvent& event);
    void on_epoch(const EpochReport& report);
    void on_evaluation(const Evaluation& evaluation);
    bool retry(const Evaluation& evaluation);
    void give_up_workers();
    void on_finished(const Evaluation& evaluation, const InWork& work, double now);
    void keep_for_learning(TrialRow row);
    void advance();
    void sample();
    bool has_result() const;
    bool learn_next();
    void learn(TrialRow row);
    void snapshot_q(double epsilon);
    void tell_observer();
    WaitingTrial waiting(TrialId trial) const;
    void dispatch();
    std::optional<std::int32_t> worker_for(TrialId trial) const;
    std::int64_t window() const;
    bool is_window_fixed() const;
    bool reject_over_limit(const Trial& trial);
    void stop_if_requested();
    bool nothing_to_propose() const;
    bool done() const;
    bool complete() const;
    void checkpoint_if_due();
    LoopEnd finish();

    TrialSource& state_;
    EvaluatorPool& pool_;
    Journal& journal_;
    SearchObserver& observer_;
    const Clock& clock_;
    const StopToken& stop_;
    std::function<Cost(const Architecture&)> cost_;
    DispatchPlan& plan_;  // holds the trials that wait for a worker
    LoopSettings settings_;
    std::int64_t sequence_;
    double last_epsilon_;
    std::int64_t repeats_;
    std::int64_t stalls_;
    std::int64_t checkpointed_results_;
    bool exhausted_ = false;
    bool stopping_ = false;
    BestModels best_;
    TimeLedger ledger_;
    std::vector<std::string> devices_;  // of the workers
    std::map<TrialId, InWork> in_work_;
    WorkerChoice choice_;
    std::map<TrialId, Kills> kills_;
    std::int64_t waiting_for_others_ = 0;   // trials that killed a trainer, while workers idle
    ReportedEpochs reported_;               // of trials without a result
    std::map<TrialId, TrialRow> by_trial_;  // finished, not learned: trial order
    std::deque<TrialRow> by_arrival_;       // finished, not learned: arrival order
    std::vector<TrialRow> learned_;         // in this pass, for the observer
    std::vector<TrialId> dropped_;          // in this pass, for the observer
};

}  // namespace metaqnn
