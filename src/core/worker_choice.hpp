// Which worker gets a trial, after what is known of the deaths of their trainers.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "core/evaluator_pool.hpp"

namespace metaqnn {

/// Keeps broken workers from most trials.
///
/// A network can kill the trainer of any worker, a broken device that of any network. So a trial
/// that killed a trainer goes to another worker, one of those with the fewest deaths since their
/// last answer. If it is answered there, it speaks against the first worker, which after three such
/// trials without an answer of its own is given up, for as long as others work. And while two
/// trials that a worker's trainer died of wait for their answer, it gets no new one.
class WorkerChoice {
  public:
    /// @param workers  of the pool
    explicit WorkerChoice(int workers) : workers_(static_cast<std::size_t>(workers)) {}

    /// An idle worker for a trial; none: the trial is to wait. @param pool  always the same
    /// @param killed  whose trainer died of the trial; it gets it again only if no other is left
    std::optional<std::int32_t> choose(const EvaluatorPool& pool,
                                       std::optional<std::int32_t> killed = std::nullopt) const;
    /// A trainer died, and its trial is to be tried again.
    void died(std::int32_t worker, TrialId trial);
    /// A trial has its final answer. @returns the workers that are given up for it
    std::vector<std::int32_t> ended(const Evaluation& evaluation);

  private:
    struct Worker {
        bool given_up = false;
        int deaths = 0;              // since the last answer
        int disproved = 0;           // of them, of trials that others have answered
        std::set<TrialId> doubtful;  // that its trainer died of, not answered yet
    };
    Worker& at(std::int32_t worker) { return workers_.at(static_cast<std::size_t>(worker)); }
    bool works(const EvaluatorPool& pool, std::int32_t worker) const;
    bool any_works(const EvaluatorPool& pool) const;
    std::optional<int> fewest_deaths(const EvaluatorPool& pool, std::int32_t except) const;

    std::vector<Worker> workers_;
};

}  // namespace metaqnn
