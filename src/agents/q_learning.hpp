// The paper's agent: tabular Q-learning with experience replay over the Mdp.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "agents/known_networks.hpp"
#include "core/agent.hpp"
#include "core/packed_episodes.hpp"

namespace metaqnn {

/// Where the reward of a network stands in its episode.
enum class RewardPlace {
    end,     ///< with the last step
    shared,  ///< r / T with each of T steps: BlockQNN (Zhong et al., arXiv 1708.05552). Departure:
             ///< with the last one too, where theirs has r, so that all add up to r
};

/// Settings of Q-learning. Defaults: Baker et al. 2017, Sec. 3 and 4.3. [R] = released code.
struct QLearningSettings {
    double alpha = 0.01;       ///< learning rate of Q, (0, 1]
    double gamma = 1.0;        ///< discount, [0, 1]
    double initial_q = 0.5;    ///< App. D.1 and [R]; Algorithm 1 of the paper says 0
    int replay_updates = 100;  ///< networks drawn from the memory after each result ([R] 128)
    double lambda = 0.0;       ///< of the lambda-returns, [0, 1]; 0: one step, Eq. 3
    RewardPlace reward = RewardPlace::end;
    bool repeats = true;  ///< known networks are sampled again, as by the paper's agent; false:
                          ///< unknown ones only, while there are any
    bool operator==(const QLearningSettings&) const = default;
};

/// Q(s,u) <- (1 - alpha) Q(s,u) + alpha [r + gamma max_u' Q(s',u')], Eq. 3 of the paper, over an
/// episode in reversed order; the reward comes with the last step only.
///
/// The one-step target forgets what was paid for the way to a state. Two other targets, that are
/// not the paper's, do not: lambda-returns (Sutton, Barto 2018, Sec. 12.1, with the maximum for the
/// value of the next state, whatever action followed) use (1 - lambda) max_u' Q(s',u') + lambda
/// times the next step's own target, for lambda = 1 the final reward; and RewardPlace::shared.
///
/// A choice is random with probability epsilon, uniform over the legal actions; else greedy, ties
/// broken uniformly ([R]). The maximum goes over the actions that are legal at the true side of
/// the map; states that differ in the true side alone share their values (App. B).
class QLearning final : public Agent {
  public:
    /// mdp outlives the agent. @throws ConfigError if a setting is out of its range, or the space
    /// has over 2^32 pairs of a state and a choice with a set of others
    QLearning(const Mdp& mdp, QLearningSettings settings);

    /// Learns the results as a search of its own would have, then goes back to the initial values
    /// by what the weight leaves, and forgets them: later replays draw own results only.
    bool begin_with(std::span<const EarlierResult> results, double weight) override;
    /// Words drawn for each choice: one for epsilon, then one for the action if it is random or if
    /// several are best.
    Episode propose(double epsilon, RandomSource& random) override;
    void await(const Episode& episode) override;
    void remember(const Episode& episode, double reward) override;
    void learn(const Episode& episode, double reward) override;
    /// replay_updates networks, uniform with repetition.
    void replay(RandomSource& random) override;
    std::vector<QValue> q_values() const override;
    void restore(std::span<const QValue> values) override;

    /// Value of a state-action pair.
    double value(SlotId slot) const { return values_[cell(slot)]; }

  private:
    // A choice as the update needs it: number of the state, then in others_bits_ that of the
    // choices beside it in others_.
    using Taken = std::uint32_t;
    // What an edge is to a replay.
    struct Move {
        Taken taken;
        std::int32_t next;  // number of the first move of the node after it; terminal: none
    };
    // An episode that a replay has drawn.
    struct Draw {
        std::size_t number;
        std::int32_t next = 0;  // first move of the node to which it was followed
        std::size_t steps = 0;  // so far
    };
    std::size_t cell(SlotId slot) const { return cell_of_[static_cast<std::size_t>(slot)]; }
    void place_slots();
    std::vector<std::int32_t> find_others();
    void find_moves(std::span<const std::int32_t> others_of);
    const Move& move(const Step& step) const;
    std::vector<Taken> follow(std::vector<Draw>& drawn) const;
    double best_of_others(const double* row, std::size_t number) const;
    void update(std::span<const Taken> choices, double reward);

    const Mdp& mdp_;
    QLearningSettings settings_;
    std::optional<KnownNetworks> known_;  // unless it repeats
    // The values of a state stand side by side, in columns. What is legal differs among the nodes
    // of a state, but the sets of legal columns are few.
    std::size_t width_ = 0;             // columns of a state, in whole lanes
    std::vector<double> values_;        // width_ a state
    std::vector<std::size_t> cell_of_;  // in values_, by slot
    std::vector<double> others_;  // width_ a set and column of it: infinity where legal and not
                                  // that column, else -infinity
    int others_bits_ = 0;
    std::vector<std::int32_t> column_of_;   // by set and column: the column
    std::vector<Move> moves_;               // of one node after another
    std::vector<std::int32_t> first_move_;  // by node
    PackedEpisodes episodes_;               // of all results, as they were remembered
};

}  // namespace metaqnn
