// Double DQN; see dqn.hpp.
#include "agents/dqn.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "agents/epsilon_greedy.hpp"
#include "core/error.hpp"

namespace metaqnn {
namespace {

// The network and its minibatches are the same in every run, as the values of a table are.
constexpr std::uint64_t network_seed = 0;

// Features of several choices, one a column.
class Columns {
  public:
    Columns(const ChoiceFeatures& features, std::size_t most)
        : features_(features), all_(features.count(), static_cast<Eigen::Index>(most)) {}
    void add(std::span<const SlotId> before, SlotId choice) {
        all_.col(filled_++) = features_.of(before, choice);
    }
    Eigen::MatrixXf take() && { return std::move(all_); }

  private:
    const ChoiceFeatures& features_;
    Eigen::MatrixXf all_;
    Eigen::Index filled_ = 0;
};

}  // namespace

Dqn::Dqn(const Mdp& mdp, DqnSettings settings)
    : mdp_(mdp),
      settings_(settings),
      known_(mdp),
      features_(mdp),
      learning_(static_cast<int>(features_.count()), settings.hidden, network_seed),
      frozen_(learning_) {
    require(settings.gamma >= 0.0 && settings.gamma <= 1.0, "agent.gamma must be in [0, 1]");
}

Episode Dqn::propose(double epsilon, RandomSource& random) {
    catch_up();
    const auto best = [&](const Walk& walk, std::span<const std::int32_t> choices,
                          RandomSource& words) { return best_edge(walk, choices, words); };
    const auto picker = epsilon_greedy(epsilon, random, best);
    return known_.all() ? episode_by(mdp_, picker) : known_.unknown_by(picker);
}

void Dqn::remember(const Episode& episode, double reward) {
    Memory memory;
    for (const Step& step : episode.steps) {
        const Edge& edge = mdp_.edges(step.node)[static_cast<std::size_t>(step.edge)];
        places_.push_back({memory_.size(), memory.slots.size()});
        memory.slots.push_back(edge.slot);
        memory.next.push_back(edge.next);
    }
    memory.reward = static_cast<float>(reward);
    memory_.push_back(std::move(memory));
}

void Dqn::learn(const Episode& /*episode*/, double /*reward*/) { catch_up(); }

// Learns from what is remembered, in its order, as if it had been learned when it came.
void Dqn::catch_up() {
    for (; learned_ < memory_.size(); ++learned_) {
        take_in_reward(memory_[learned_].reward);
        choices_ += memory_[learned_].slots.size();
        Rng random(derive_seed(network_seed, Stream::replay, learned_));
        for (int i = 0; i < settings_.minibatches; ++i) learn_minibatch(random);
    }
}

// Welford 1962.
void Dqn::take_in_reward(double reward) {
    const double difference = reward - mean_;
    mean_ += difference / static_cast<double>(learned_ + 1);
    squares_ += difference * (reward - mean_);
}

float Dqn::standardised(float reward) const {
    const double deviation = std::sqrt(squares_ / static_cast<double>(learned_ + 1));
    return static_cast<float>((reward - mean_) / std::max(deviation, 1e-6));
}

void Dqn::learn_minibatch(RandomSource& random) {
    if (minibatches_++ % settings_.minibatches_frozen == 0) frozen_ = learning_;
    std::vector<Place> chosen;
    Columns features(features_, static_cast<std::size_t>(settings_.minibatch));
    for (int i = 0; i < settings_.minibatch; ++i) {
        const Place place = places_[random.below(choices_)];
        const std::span<const SlotId> slots = memory_[place.memory].slots;
        features.add(slots.first(place.step), slots[place.step]);
        chosen.push_back(place);
    }
    learning_.learn(std::move(features).take(), targets(chosen), settings_.rate);
}

Eigen::VectorXf Dqn::targets(std::span<const Place> chosen) const {
    const auto following = [&](const Place& place) -> std::span<const Edge> {
        const NodeId next = memory_[place.memory].next[place.step];
        return next == Mdp::terminal ? std::span<const Edge>() : mdp_.edges(next);
    };
    std::size_t count = 0;
    for (const Place& place : chosen) count += following(place).size();
    Columns features(features_, count);
    for (const Place& place : chosen) {
        const auto before = std::span(memory_[place.memory].slots).first(place.step + 1);
        for (const Edge& edge : following(place)) features.add(before, edge.slot);
    }
    const Eigen::MatrixXf all = std::move(features).take();
    const Eigen::VectorXf wanted = learning_.values(all);
    const Eigen::VectorXf judged = frozen_.values(all);
    Eigen::VectorXf result(static_cast<Eigen::Index>(chosen.size()));
    Eigen::Index first = 0;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        const auto choices = static_cast<Eigen::Index>(following(chosen[i]).size());
        float& target = result[static_cast<Eigen::Index>(i)];
        if (choices == 0) {
            target = standardised(memory_[chosen[i].memory].reward);
            continue;
        }
        Eigen::Index best = 0;
        wanted.segment(first, choices).maxCoeff(&best);
        target = static_cast<float>(settings_.gamma) * judged[first + best];
        first += choices;
    }
    return result;
}

std::int32_t Dqn::best_edge(const Walk& walk, std::span<const std::int32_t> choices,
                            RandomSource& random) const {
    const std::span<const Edge> edges = mdp_.edges(walk.node());
    std::vector<SlotId> before;
    for (const Step& step : walk.episode().steps) {
        before.push_back(mdp_.edges(step.node)[static_cast<std::size_t>(step.edge)].slot);
    }
    Columns features(features_, choices.size());
    for (const std::int32_t edge : choices) {
        features.add(before, edges[static_cast<std::size_t>(edge)].slot);
    }
    const Eigen::VectorXf values = learning_.values(std::move(features).take());
    const auto value_of = [&](std::int32_t edge) {
        const auto place = std::ranges::lower_bound(choices, edge) - choices.begin();
        return values[place];
    };
    return best_choice(choices, value_of, random);
}

}  // namespace metaqnn
