// Port: what chooses the next network and learns from results.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/mdp.hpp"

namespace metaqnn {

/// A Q value of a state-action pair.
struct QValue {
    SlotId slot;
    double value;
    bool operator==(const QValue&) const = default;
};

/// A result of an earlier search.
struct EarlierResult {
    Episode episode;
    double reward = 0.0;
};

/// An agent over one Mdp. Deterministic: equal calls with equal random words give equal choices.
class Agent {
  public:
    Agent() = default;
    Agent(const Agent&) = delete;
    Agent& operator=(const Agent&) = delete;
    virtual ~Agent() = default;

    /// Begins with what an earlier search found, in the order in which it was learned; before
    /// everything else. These networks stay unknown: their results are of other images.
    /// @param weight  how much they count beside own results, (0, 1]
    /// @returns false if the agent cannot
    virtual bool begin_with(std::span<const EarlierResult> /*results*/, double /*weight*/) {
        return false;
    }
    /// The next episode. @param epsilon probability of a random choice, [0, 1]
    virtual Episode propose(double epsilon, RandomSource& random) = 0;
    /// A network that was unknown until now is in training: told after each fresh proposal, and on
    /// resuming. Its result comes by remember().
    virtual void await(const Episode& /*episode*/) {}
    /// Puts a result that is new into the memory without learning from it: how a resumed run
    /// rebuilds the memory up to its checkpoint. @param reward in [0, 1] unless shaped
    virtual void remember(const Episode& episode, double reward) = 0;
    /// Learns once from a result: a new one (already remembered), or a known one presented again.
    /// An agent that is a function of its memory alone has nothing to do, here and below.
    virtual void learn(const Episode& /*episode*/, double /*reward*/) {}
    /// Draws from the memory and learns from that: called after each new result.
    virtual void replay(RandomSource& /*random*/) {}

    /// What the agent expects of a network by all it knows, in units of the reward: tells good ones
    /// from lucky ones. None without a model, or without results.
    virtual std::optional<double> estimate(const Episode& /*episode*/) { return std::nullopt; }

    /// Every value that differs from its initial one, by slot; empty for an agent without any.
    virtual std::vector<QValue> q_values() const { return {}; }
    /// Sets the values of q_values() of another agent of the same Mdp and settings.
    virtual void restore(std::span<const QValue> /*values*/) {}
};

}  // namespace metaqnn
