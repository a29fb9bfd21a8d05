// Port: what a loop trains, and what becomes of the results.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/agent.hpp"
#include "core/journal.hpp"
#include "core/trial.hpp"

namespace metaqnn {

/// Proposes trials and takes in their results: a pure function of its settings and of the calls
/// that changed it, in their order. A journal can so be followed instead (restore).
class TrialSource {
  public:
    TrialSource() = default;
    TrialSource(const TrialSource&) = delete;
    TrialSource& operator=(const TrialSource&) = delete;
    virtual ~TrialSource() = default;

    /// The next episode, taken in: a fresh network gets the next trial id.
    virtual EpisodeRow propose() = 0;
    /// Takes in the result of a trial in training.
    /// @throws LogicError if the trial is not in training
    virtual void learn(TrialId trial, double reward) = 0;

    /// As propose(), but what a row of the journal tells. With learn = false, an agent's values
    /// are taken to include it (a checkpoint's).
    /// @throws ConfigError if the row does not follow from what was restored before it
    virtual void restore(const EpisodeRow& row, bool learn) = 0;
    /// As learn(); with learn = false an agent only remembers.
    virtual void restore_result(TrialId trial, double reward, bool learn) = 0;

    /// A trial that was proposed, ready for a pool.
    virtual Trial trial(TrialId id) const = 0;
    virtual std::int64_t trials() const = 0;  ///< proposed: ids below this
    /// @param trial  in [0, trials())
    virtual bool has_result(TrialId trial) const = 0;
    virtual std::int64_t results() const = 0;  ///< learned
    virtual std::int64_t steps() const = 0;    ///< episodes proposed
    virtual double epsilon() const = 0;        ///< of the next episode
    virtual std::vector<QValue> q_values() const = 0;
    virtual void restore_q_values(std::span<const QValue> values) = 0;

    std::int64_t in_training() const { return trials() - results(); }
};

}  // namespace metaqnn
