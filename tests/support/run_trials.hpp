// Gives trials to a pool and gathers what comes back: for the tests of every pool.
#pragma once

#include <algorithm>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/evaluator_pool.hpp"
#include "core/random.hpp"

namespace metaqnn {

/// What a pool said while trials ran.
struct Outcome {
    std::vector<Evaluation> evaluations;
    std::vector<WorkerReady> ready;
    std::vector<WorkerRestarted> restarts;
    std::vector<WorkerLost> lost;
    std::vector<EpochReport> epochs;

    void add(const std::vector<PoolEvent>& events) {
        for (const PoolEvent& event : events) {
            if (const auto* done = std::get_if<Evaluation>(&event)) evaluations.push_back(*done);
            if (const auto* up = std::get_if<WorkerReady>(&event)) ready.push_back(*up);
            if (const auto* anew = std::get_if<WorkerRestarted>(&event)) restarts.push_back(*anew);
            if (const auto* gone = std::get_if<WorkerLost>(&event)) lost.push_back(*gone);
            if (const auto* epoch = std::get_if<EpochReport>(&event)) epochs.push_back(*epoch);
        }
    }
};

/// Trial `id`; eight networks of different accuracy take turns.
inline Trial made_trial(TrialId id) {
    Trial trial;
    trial.id = id;
    trial.seed = derive_seed(1, Stream::trial, static_cast<std::uint64_t>(id));
    trial.architecture =
        parse_architecture("[C(" + std::to_string(16 * (1 + id % 8)) + ",3,1), P(2,2), SM(10)]");
    return trial;
}

/// Waits until `finished(outcome)`. @throws std::runtime_error after a minute
template <class Condition>
void wait_until(EvaluatorPool& pool, Outcome& outcome, const Condition& finished) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!finished(outcome)) {
        if (std::chrono::steady_clock::now() > end) {
            throw std::runtime_error("the pool did not do it within a minute");
        }
        outcome.add(pool.wait(std::chrono::milliseconds(100)));
    }
}

/// Waits until so many workers have no trial.
inline void wait_until_idle(EvaluatorPool& pool, Outcome& outcome, int workers) {
    wait_until(pool, outcome, [&](const Outcome&) { return pool.idle() >= workers; });
}

/// Gives a trial to the first idle worker; returns its number. @throws LogicError if none is idle
inline std::int32_t submit(EvaluatorPool& pool, const Trial& trial) {
    std::int32_t worker = 0;
    while (worker < pool.size() - 1 && !pool.is_idle(worker)) ++worker;
    pool.submit(trial, worker);
    return worker;
}

/// Runs the trials first, first + 1 ... until all are answered.
inline Outcome run_trials(EvaluatorPool& pool, TrialId first, int count) {
    Outcome outcome;
    TrialId next = first;
    wait_until(pool, outcome, [&](const Outcome& so_far) {
        while (next < first + count && pool.idle() > 0) submit(pool, made_trial(next++));
        return so_far.evaluations.size() >= static_cast<std::size_t>(count);
    });
    return outcome;
}

/// The numbers of the trials that were answered, in ascending order.
inline std::vector<TrialId> trials_of(const Outcome& outcome) {
    std::vector<TrialId> trials;
    for (const Evaluation& evaluation : outcome.evaluations) trials.push_back(evaluation.trial);
    std::sort(trials.begin(), trials.end());
    return trials;
}

/// first, first + 1 ... of `count` trials.
inline std::vector<TrialId> numbers(TrialId first, int count) {
    std::vector<TrialId> trials(static_cast<std::size_t>(count));
    std::iota(trials.begin(), trials.end(), first);
    return trials;
}

}  // namespace metaqnn
