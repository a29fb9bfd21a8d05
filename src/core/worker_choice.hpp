// Which worker gets a trial, after what is known of the deaths of their trainers.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "core/evaluator_pool.hpp"

namespace metaqnn {

/// Who gets a trial that killed a trainer, if the workers with the fewest deaths are busy.
enum class Patience {
    little,  ///< one who is idle and has at most one death gets it
    much,    ///< one of the busy gets it: the idle have other work
};

/// Keeps broken workers from most trials.
///
/// A network can kill the trainer of any worker, a broken device that of any network. So a trial
/// that killed a trainer goes to a worker that it has not killed, if one is left, and to one with
/// few deaths since its last answer. An answer there speaks against the first worker, which after
/// three such trials without an answer of its own is given up. And while two trials that a worker's
/// trainer died of wait for their end, it gets no new one. A trial that ends with Status::timeout
/// speaks for and against nobody.
///
/// Nothing stands still for that: where ready workers have had nothing to do for 30 s, and none is
/// busy, they need not wait for those that start.
class WorkerChoice {
  public:
    /// The pool outlives the object.
    explicit WorkerChoice(const EvaluatorPool& pool);

    /// An idle worker for a trial; none: the trial is to wait.
    std::optional<std::int32_t> choose() const;
    /// The same for a trial that has killed the trainers of some workers. It waits for another
    /// only if that one is busy or, if there is no other, starting.
    std::optional<std::int32_t> choose_again(std::span<const std::int32_t> killed,
                                             Patience patience) const;
    /// To be called every second at least, when all that can start has been started: a longer pause
    /// (a suspended job) counts for nobody. @param now  seconds
    void look(double now);
    /// A trainer died, and its trial is to be tried again.
    void died(std::int32_t worker, TrialId trial);
    /// A trial has its final answer.
    void ended(const Evaluation& evaluation);
    /// Gives up those workers without a trial that are to be. To be called when every answer that
    /// the pool has told was taken in. @returns their numbers
    std::vector<std::int32_t> give_up();
    bool gave_up(std::int32_t worker) const { return at(worker).given_up; }
    /// True if only workers are left that were given up.
    bool none_left() const;

  private:
    struct Worker {
        bool given_up = false;
        int deaths = 0;              // since the last answer
        int disproved = 0;           // of them, of trials that others have answered
        std::set<TrialId> doubtful;  // that its trainer died of, without an end so far
    };
    Worker& at(std::int32_t worker) { return workers_.at(static_cast<std::size_t>(worker)); }
    const Worker& at(std::int32_t worker) const {
        return workers_.at(static_cast<std::size_t>(worker));
    }
    bool works(std::int32_t worker) const;
    std::vector<std::int32_t> working() const;

    const EvaluatorPool& pool_;
    std::vector<Worker> workers_;
    std::optional<double> looked_;       // seconds
    std::optional<double> still_since_;  // none: some worker is busy, or none idle
    bool stands_still_ = false;          // for too long
};

}  // namespace metaqnn
