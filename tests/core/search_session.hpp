// One session of a search with everything around it, as tests of the loop need it.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "core/restore_search.hpp"
#include "core/search_loop.hpp"
#include "core/search_state.hpp"
#include "tests/core/memory_journal.hpp"
#include "tests/core/scripted_pool.hpp"
#include "tests/core/sensitive_agent.hpp"

namespace metaqnn {

/// A quarter of a second later each time that it is read.
class StepClock final : public Clock {
  public:
    explicit StepClock(double start = 0.0) : seconds_(start) {}
    double seconds() const override { return seconds_ += 0.25; }

  private:
    mutable double seconds_;
};

/// Asks to stop at the n-th pass of the loop, from 1, and from then on.
class StopAtPass final : public StopToken {
  public:
    explicit StopAtPass(std::int64_t pass) : left_(pass) {}
    bool stop_requested() const override { return --left_ <= 0; }

  private:
    mutable std::int64_t left_;
};

class RecordingObserver final : public SearchObserver {
  public:
    void on_result(const TrialRow& row) override { results.push_back(row); }
    void on_event(const PoolEvent& event) override { events.push_back(event); }
    void on_pass(const TrialSource& state, int busy, int workers) override {
        ++passes;
        after_pass(state, busy, workers);
    }
    void on_drop(TrialId trial) override {
        dropped.push_back(trial);
        at_drop(trial);
    }
    void on_checkpoint(const Checkpoint& checkpoint) override {
        checkpoints.push_back(checkpoint);
        at_checkpoint(checkpoint);
    }

    std::vector<TrialRow> results;
    std::vector<PoolEvent> events;
    std::vector<TrialId> dropped;
    std::vector<Checkpoint> checkpoints;
    std::int64_t passes = 0;
    std::function<void(const TrialSource&, int, int)> after_pass = [](auto&, int, int) {};
    std::function<void(TrialId)> at_drop = [](TrialId) {};
    std::function<void(const Checkpoint&)> at_checkpoint = [](const Checkpoint&) {};
};

constexpr ImageShape session_input{1, 8};

inline Cost session_cost(const Architecture& network) { return cost_of(network, session_input); }

/// Some two thousand networks, so that few steps bring repeats.
inline SearchSpace session_space() {
    SearchSpace space;
    space.max_depth = 3;
    space.filters = {8, 16};
    space.fields = {1, 3};
    space.pools = {{2, 2}};
    space.units = {16, 8};
    return space;
}

/// Accuracy fixed by the network; every seventh kills its trainer.
inline Evaluation fixed_outcome(const Trial& trial) {
    const std::uint64_t hash = stable_hash(to_text(trial.architecture));
    Evaluation evaluation;
    evaluation.status = hash % 7 == 0 ? Status::crashed : Status::ok;
    evaluation.trainer_died = evaluation.status == Status::crashed;
    if (evaluation.status == Status::ok) {
        evaluation.accuracy = 0.1 + static_cast<double>(hash % 997) / 1200.0;
        evaluation.weights_stored = evaluation.accuracy > trial.keep_above;
    }
    return evaluation;
}

/// Trainings of two microseconds a multiply-add.
inline Evaluation timed_outcome(const Trial& trial) {
    Evaluation evaluation;
    evaluation.accuracy = 0.5;
    evaluation.epochs = 2;
    evaluation.device = "cpu";
    evaluation.seconds =
        2e-6 * (1000.0 + static_cast<double>(session_cost(trial.architecture).multiply_adds));
    return evaluation;
}

/// Forty networks in trial order, four in flight.
inline LoopSettings session_loop() {
    LoopSettings loop;
    loop.trials = 40;
    loop.order = Order::trial;
    loop.in_flight = 4;
    return loop;
}

inline SearchSettings session_search() {
    SearchSettings search;
    search.seed = 5;
    search.epsilon = {{1.0, 20}, {0.5, 20}};
    return search;
}

struct SessionOptions {
    int workers = 3;
    std::uint64_t arrival = 1;  ///< seed of the order of arrival
    std::int64_t stop_at_pass = std::numeric_limits<std::int64_t>::max();
    LoopSettings loop = session_loop();
    SearchSettings search = session_search();
    SearchSpace space = session_space();
    ScriptedPool::Outcome outcome = fixed_outcome;
    double deadline = std::numeric_limits<double>::infinity();  ///< seconds, of the plan alone
    std::vector<const char*> script;  ///< networks of a ScriptedAgent; empty: SensitiveAgent
};

/// A session, from nothing or from the journal (and checkpoint) of earlier ones.
class SearchSession {
  public:
    explicit SearchSession(const SessionOptions& options, JournalContent before = {},
                           const std::optional<Checkpoint>& checkpoint = std::nullopt)
        : options_(options),
          mdp_(options.space, session_input, 10),
          agent_(make_agent(mdp_, options.script)),
          plan_(options.deadline),
          state(mdp_, *agent_, options.search),
          journal(before),
          pool(options.workers, options.arrival, options.outcome),
          from_(restore_search(state, before, checkpoint)) {
        for (const TrialRow& row : before.trials) plan_.know(row);
    }

    LoopEnd run() {
        const StepClock clock;
        const StopAtPass stop(options_.stop_at_pass);
        return SearchLoop(state, pool, journal, observer, clock, stop, session_cost, plan_,
                          options_.loop, from_)
            .run();
    }
    const Mdp& mdp() const { return mdp_; }
    ScriptedAgent& scripted_agent() { return dynamic_cast<ScriptedAgent&>(*agent_); }
    const ResumePoint& from() const { return from_; }

  private:
    static std::unique_ptr<Agent> make_agent(const Mdp& mdp,
                                             const std::vector<const char*>& script) {
        if (script.empty()) return std::make_unique<SensitiveAgent>(mdp);
        return std::make_unique<ScriptedAgent>(mdp, script);
    }
    SessionOptions options_;
    Mdp mdp_;
    std::unique_ptr<Agent> agent_;
    DispatchPlan plan_;

  public:
    SearchState state;
    MemoryJournal journal;
    ScriptedPool pool;
    RecordingObserver observer;

  private:
    ResumePoint from_;
};

}  // namespace metaqnn
