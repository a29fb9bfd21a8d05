// Workers inside the test: trials end at once, in an order drawn from a seed.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <limits>
#include <set>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/evaluator_pool.hpp"
#include "core/random.hpp"

namespace metaqnn {

/// Each wait() makes one more worker ready, until all are, and ends a random number of trials in a
/// random order; equal seeds give equal orders of arrival.
class ScriptedPool final : public EvaluatorPool {
  public:
    using Outcome = std::function<Evaluation(const Trial&)>;

    ScriptedPool(int workers, std::uint64_t arrival_seed, Outcome outcome)
        : workers_(static_cast<std::size_t>(workers)),
          arrival_(arrival_seed),
          outcome_(std::move(outcome)) {}

    int size() const override { return static_cast<int>(workers_.size()); }
    WorkerState state(std::int32_t worker) const override {
        if (lost.contains(worker)) return WorkerState::lost;
        if (worker >= ready_) return WorkerState::starting;
        const bool has_trial = !workers_.at(static_cast<std::size_t>(worker)).empty();
        return has_trial ? WorkerState::busy : WorkerState::idle;
    }
    void submit(const Trial& trial, std::int32_t worker) override {
        expect(is_idle(worker), "ScriptedPool: the worker is not idle");
        before_submit(trial);
        submitted.push_back(trial);
        workers_[static_cast<std::size_t>(worker)].push_back(trial);
    }
    std::vector<PoolEvent> wait(std::chrono::milliseconds) override {
        std::vector<PoolEvent> events = std::exchange(extra, {});
        if (ready_ < std::min(size(), most_ready))
            events.push_back(WorkerReady{ready_++, "host", "cpu"});
        std::vector<std::size_t> busy;
        for (std::size_t w = 0; w < workers_.size(); ++w) {
            if (!workers_[w].empty()) busy.push_back(w);
        }
        waits_in_vain_ = events.empty() && busy.empty() ? waits_in_vain_ + 1 : 0;
        expect(waits_in_vain_ < 100, "ScriptedPool: the loop waits for nothing, for ever");
        const std::uint64_t least = events.empty() && !busy.empty() ? 1 : 0;
        for (auto n = least + arrival_.below(busy.size() + 1 - least); n > 0; --n) {
            const auto entry =
                busy.begin() + static_cast<std::ptrdiff_t>(arrival_.below(busy.size()));
            end_trial(*entry, events);
            busy.erase(entry);
        }
        return events;
    }
    void stop() override { stopping_ = true; }

    /// Who has a trial, or ends it just now; -1: nobody.
    std::int32_t worker_of(TrialId trial) const {
        for (std::size_t w = 0; w < workers_.size(); ++w) {
            for (const Trial& held : workers_[w]) {
                if (held.id == trial) return static_cast<std::int32_t>(w);
            }
        }
        return -1;
    }

    /// Called with every trial before it is taken.
    std::function<void(const Trial&)> before_submit = [](const Trial&) {};
    std::vector<Trial> submitted;
    int most_ready = std::numeric_limits<int>::max();  ///< workers after these never get ready
    std::set<std::int32_t> lost;                       ///< workers that do no more
    std::vector<PoolEvent> extra;                      ///< comes first out of the next wait()

  private:
    void end_trial(std::size_t worker, std::vector<PoolEvent>& events) {
        const Trial trial = workers_[worker].front();
        Evaluation evaluation = outcome_(trial);
        workers_[worker].clear();
        evaluation.trial = trial.id;
        evaluation.worker = static_cast<std::int32_t>(worker);
        // Asked to stop, some trainings are over just before they hear of it.
        if (stopping_ && arrival_.below(2) == 0) {
            evaluation = {};
            evaluation.trial = trial.id;
            evaluation.status = Status::stopped;
            evaluation.saved_epochs = static_cast<double>(trial.id % 3) / 2.0;
            evaluation.worker = static_cast<std::int32_t>(worker);
        }
        if (evaluation.trainer_died) {
            events.push_back(WorkerRestarted{evaluation.worker, "killed"});
        }
        if (evaluation.status == Status::ok) {
            EpochReport report;
            report.trial = trial.id;
            report.worker = evaluation.worker;
            report.epoch = 1;
            events.push_back(report);
        }
        events.push_back(evaluation);
    }

    std::vector<std::vector<Trial>> workers_;  // none or one trial each
    Rng arrival_;
    Outcome outcome_;
    std::int32_t ready_ = 0;
    bool stopping_ = false;
    int waits_in_vain_ = 0;
};

}  // namespace metaqnn
