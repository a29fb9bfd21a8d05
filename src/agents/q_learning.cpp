// Tabular Q-learning; see q_learning.hpp.
#include "agents/q_learning.hpp"

#include <algorithm>
#include <array>

#include "agents/epsilon_greedy.hpp"
#include "core/error.hpp"

namespace metaqnn {
namespace {

// Maxima that are followed side by side, so that no comparison waits for the one before it.
constexpr std::size_t lanes = 4;

}  // namespace

QLearning::QLearning(const Mdp& mdp, QLearningSettings settings)
    : mdp_(mdp),
      settings_(settings),
      values_(static_cast<std::size_t>(mdp.slot_count()), settings.initial_q) {
    require(settings.alpha > 0.0 && settings.alpha <= 1.0, "agent.alpha must be in (0, 1]");
    require(settings.gamma >= 0.0 && settings.gamma <= 1.0, "agent.gamma must be in [0, 1]");
    require(settings.lambda >= 0.0 && settings.lambda <= 1.0, "agent.lambda must be in [0, 1]");
    require(settings.replay_updates >= 0, "agent.replay_updates must be at least 0");
    for (NodeId node = 0; node < mdp.node_count(); ++node) {
        width_ = std::max(width_, (mdp.edges(node).size() + lanes - 1) / lanes * lanes);
    }
    for (NodeId node = 0; node < mdp.node_count(); ++node) {
        const std::span<const Edge> edges = mdp.edges(node);
        for (const Edge& edge : edges) choices_.push_back(edge.slot);
        choices_.resize(choices_.size() + width_ - edges.size(), edges.front().slot);
    }
}

bool QLearning::begin_with(std::span<const EarlierResult> results, double weight) {
    std::uint64_t number = 0;
    for (const EarlierResult& result : results) {
        remember(result.episode, result.reward);
        learn(result.episode, result.reward);
        Rng random(derive_seed(0, Stream::replay, number++));
        replay(random);
    }
    memories_.clear();
    transitions_.clear();
    for (double& value : values_) {
        value = settings_.initial_q + weight * (value - settings_.initial_q);
    }
    return true;
}

Episode QLearning::propose(double epsilon, RandomSource& random) {
    return epsilon_greedy_episode(mdp_, epsilon, random,
                                  [&](const Walk& walk, RandomSource& words) {
                                      const std::span<const Edge> edges = mdp_.edges(walk.node());
                                      const auto value_of = [&](std::int32_t edge) {
                                          return value(edges[static_cast<std::size_t>(edge)].slot);
                                      };
                                      return best_choice(walk.choices(), value_of, words);
                                  });
}

void QLearning::remember(const Episode& episode, double reward) {
    const std::size_t first = transitions_.size();
    for (const Step& step : episode.steps) {
        const Edge& edge = mdp_.edges(step.node)[static_cast<std::size_t>(step.edge)];
        transitions_.push_back({edge.slot, edge.next});
    }
    memories_.push_back({first, transitions_.size(), reward});
}

void QLearning::learn(const Episode& episode, double reward) {
    std::vector<Transition> transitions;
    transitions.reserve(episode.steps.size());
    for (const Step& step : episode.steps) {
        const Edge& edge = mdp_.edges(step.node)[static_cast<std::size_t>(step.edge)];
        transitions.push_back({edge.slot, edge.next});
    }
    update(transitions, reward);
}

void QLearning::replay(RandomSource& random) {
    if (memories_.empty()) return;
    // All are drawn before anything is learned, so that the fetches from a large memory overlap
    // instead of stalling each update in turn.
    std::vector<const Memory*> drawn;
    drawn.reserve(static_cast<std::size_t>(settings_.replay_updates));
    for (int i = 0; i < settings_.replay_updates; ++i) {
        drawn.push_back(&memories_[random.below(memories_.size())]);
        __builtin_prefetch(drawn.back());
    }
    constexpr std::size_t line = 64 / sizeof(Transition);
    for (const Memory* memory : drawn) {
        for (std::size_t i = memory->first; i < memory->last; i += line) {
            __builtin_prefetch(&transitions_[i]);
        }
    }
    const std::span<const Transition> all = transitions_;
    for (const Memory* memory : drawn) {
        update(all.subspan(memory->first, memory->last - memory->first), memory->reward);
    }
}

void QLearning::update(std::span<const Transition> transitions, double reward) {
    const bool shared = settings_.reward == RewardPlace::shared;
    const double share = shared ? reward / static_cast<double>(transitions.size()) : 0.0;
    const double lambda = settings_.lambda;
    double target = shared ? share : reward;  // of the termination
    for (std::size_t i = transitions.size(); i-- > 0;) {
        const Transition& transition = transitions[i];
        if (transition.next != Mdp::terminal) {
            const double after = (1.0 - lambda) * best_value(transition.next) + lambda * target;
            target = share + settings_.gamma * after;
        }
        double& value = values_[static_cast<std::size_t>(transition.slot)];
        value = (1.0 - settings_.alpha) * value + settings_.alpha * target;
    }
}

double QLearning::best_value(NodeId node) const {
    // Most of a replay's time goes here: rows of one length are foretold well by the processor.
    const SlotId* slot = &choices_[static_cast<std::size_t>(node) * width_];
    std::array<double, lanes> best{};
    for (std::size_t lane = 0; lane < lanes; ++lane) best[lane] = value(slot[lane]);
    for (std::size_t i = lanes; i < width_; i += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            best[lane] = std::max(best[lane], value(slot[i + lane]));
        }
    }
    return std::max({best[0], best[1], best[2], best[3]});
}

std::vector<QValue> QLearning::q_values() const {
    std::vector<QValue> values;
    for (SlotId slot = 0; slot < mdp_.slot_count(); ++slot) {
        if (value(slot) != settings_.initial_q) values.push_back({slot, value(slot)});
    }
    return values;
}

void QLearning::restore(std::span<const QValue> values) {
    std::fill(values_.begin(), values_.end(), settings_.initial_q);
    for (const QValue& q : values) {
        require(q.slot >= 0 && q.slot < mdp_.slot_count(), "a Q value of another search space");
        values_[static_cast<std::size_t>(q.slot)] = q.value;
    }
}

}  // namespace metaqnn
