// Q-learning with a network in place of the table: double DQN.
#pragma once

#include <vector>

#include "agents/choice_features.hpp"
#include "agents/known_networks.hpp"
#include "agents/q_network.hpp"
#include "core/agent.hpp"
#include "core/walk.hpp"

namespace metaqnn {

struct DqnSettings {
    double gamma = 1.0;           ///< discount, [0, 1]
    int hidden = 64;              ///< units of each of two hidden layers
    int minibatches = 16;         ///< learned from after each result
    int minibatch = 32;           ///< choices in each, uniform over the memory
    double rate = 0.003;          ///< of Adam
    int minibatches_frozen = 50;  ///< between two renewals of the network of the targets
    bool operator==(const DqnSettings&) const = default;
};

/// Deep Q-learning with a target network and experience replay (Mnih et al., Nature 2015), the
/// next action chosen by the learning network and judged by the frozen one (van Hasselt, Guez,
/// Silver 2016). For spaces too large for a table: choices that look alike share what is learned.
/// Epsilon-greedy as QLearning.
///
/// Departures: the network sees all layers so far (ChoiceFeatures), which makes the next state
/// certain, and gives one value for a choice, where theirs sees a state and gives one for each
/// action; rewards are brought to mean 0 and deviation 1 by those of the results so far, for good
/// networks differ by less than a network sees; the maximum goes over the actions that the space
/// allows; Adam. What it knows is a function of the results in their order alone: one that is
/// presented again teaches nothing, and its random numbers are its own. So a resumed run begins
/// with no more than the results, and learns from them anew.
class Dqn final : public Agent {
  public:
    /// mdp outlives the agent. @throws ConfigError if a setting is out of range
    Dqn(const Mdp& mdp, DqnSettings settings);

    /// An unknown network, unless all are known. Words drawn as by QLearning::propose.
    Episode propose(double epsilon, RandomSource& random) override;
    void await(const Episode& episode) override { known_.add(episode); }
    void remember(const Episode& episode, double reward) override;
    void learn(const Episode& episode, double reward) override;

  private:
    // The choices of a network and what came of them.
    struct Memory {
        std::vector<SlotId> slots;
        std::vector<NodeId> next;  // after each choice
        float reward;
    };
    // A choice of a network in the memory.
    struct Place {
        std::size_t memory;
        std::size_t step;
    };
    void catch_up();
    void take_in_reward(double reward);
    void learn_minibatch(RandomSource& random);
    Eigen::VectorXf targets(std::span<const Place> chosen) const;
    float standardised(float reward) const;
    std::int32_t best_edge(const Walk& walk, std::span<const std::int32_t> choices,
                           RandomSource& random) const;

    const Mdp& mdp_;
    DqnSettings settings_;
    KnownNetworks known_;
    ChoiceFeatures features_;
    QNetwork learning_;
    QNetwork frozen_;
    std::vector<Memory> memory_;  // of all results
    std::vector<Place> places_;   // of their choices, one result after another
    std::size_t learned_ = 0;     // results
    std::size_t choices_ = 0;     // of the learned results
    double mean_ = 0.0;           // of their rewards
    double squares_ = 0.0;        // sum of squared differences from it
    std::int64_t minibatches_ = 0;
};

}  // namespace metaqnn
