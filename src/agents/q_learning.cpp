// Tabular Q-learning; see q_learning.hpp.
#include "agents/q_learning.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <bit>
#include <limits>
#include <map>

#include "agents/epsilon_greedy.hpp"
#include "core/error.hpp"

namespace metaqnn {
namespace {

// Values that are compared side by side: rows of whole lanes have no rest.
constexpr std::size_t lanes = 4;

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

QLearning::QLearning(const Mdp& mdp, QLearningSettings settings) : mdp_(mdp), settings_(settings) {
    require(settings.alpha > 0.0 && settings.alpha <= 1.0, "agent.alpha must be in (0, 1]");
    require(settings.gamma >= 0.0 && settings.gamma <= 1.0, "agent.gamma must be in [0, 1]");
    require(settings.lambda >= 0.0 && settings.lambda <= 1.0, "agent.lambda must be in [0, 1]");
    require(settings.replay_updates >= 0, "agent.replay_updates must be at least 0");
    if (!settings.repeats) known_.emplace(mdp);
    place_slots();
    find_others();
    make_memory();
}

void QLearning::place_slots() {
    struct Place {
        std::size_t state = 0;
        std::size_t column = 0;
        bool found = false;
    };
    std::vector<Place> places(static_cast<std::size_t>(mdp_.slot_count()));
    std::vector<std::size_t> columns(static_cast<std::size_t>(mdp_.state_count()), 0);
    for (NodeId node = 0; node < mdp_.node_count(); ++node) {
        const auto state = static_cast<std::size_t>(mdp_.state_number(node));
        for (const Edge& edge : mdp_.edges(node)) {
            Place& place = places[static_cast<std::size_t>(edge.slot)];
            if (!place.found) place = {state, columns[state]++, true};
        }
    }
    const std::size_t most = *std::max_element(columns.begin(), columns.end());
    width_ = (most + lanes - 1) / lanes * lanes;
    for (const Place& place : places) cell_of_.push_back(place.state * width_ + place.column);
    values_.assign(columns.size() * width_, settings_.initial_q);
}

void QLearning::find_others() {
    std::map<std::vector<double>, std::int32_t> firsts;
    for (NodeId node = 0; node < mdp_.node_count(); ++node) {
        std::vector<double> legal(width_, -infinity);
        for (const Edge& edge : mdp_.edges(node)) legal[cell(edge.slot) % width_] = infinity;
        const auto next = static_cast<std::int32_t>(column_of_.size());
        const auto [set, is_new] = firsts.try_emplace(legal, next);
        others_of_.push_back(set->second);
        for (std::size_t column = 0; is_new && column < width_; ++column) {
            std::vector<double> others = legal;
            others[column] = -infinity;
            others_.insert(others_.end(), others.begin(), others.end());
            column_of_.push_back(static_cast<std::int32_t>(column));
        }
    }
    others_bits_ = static_cast<int>(std::bit_width(column_of_.size()));
    require(std::bit_width(static_cast<std::size_t>(mdp_.state_count())) + others_bits_ <=
                std::numeric_limits<Taken>::digits,
            "the search space has too many states and actions for Q-learning; lower "
            "space.max_depth");
}

void QLearning::make_memory() {
    int depth = 0;
    for (NodeId node = 0; node < mdp_.node_count(); ++node) {
        depth = std::max(depth, mdp_.state(node).depth);
    }
    const auto codes = static_cast<std::size_t>(mdp_.state_count()) << others_bits_;
    memory_.emplace(static_cast<Taken>(codes - 1), static_cast<std::size_t>(depth) + 1);
}

bool QLearning::begin_with(std::span<const EarlierResult> results, double weight) {
    std::uint64_t number = 0;
    for (const EarlierResult& result : results) {
        remember(result.episode, result.reward);
        learn(result.episode, result.reward);
        Rng random(derive_seed(0, Stream::replay, number++));
        replay(random);
    }
    memory_->clear();
    for (double& value : values_) {
        value = settings_.initial_q + weight * (value - settings_.initial_q);
    }
    return true;
}

Episode QLearning::propose(double epsilon, RandomSource& random) {
    const auto best = [&](const Walk& walk, std::span<const std::int32_t> choices,
                          RandomSource& words) {
        const std::span<const Edge> edges = mdp_.edges(walk.node());
        const auto value_of = [&](std::int32_t edge) {
            return value(edges[static_cast<std::size_t>(edge)].slot);
        };
        return best_choice(choices, value_of, words);
    };
    const auto picker = epsilon_greedy(epsilon, random, best);
    return known_ && !known_->all() ? known_->unknown_by(picker) : episode_by(mdp_, picker);
}

void QLearning::await(const Episode& episode) {
    if (known_) known_->add(episode);
}

void QLearning::remember(const Episode& episode, double reward) {
    memory_->add(taken(episode), reward);
}

void QLearning::learn(const Episode& episode, double reward) { update(taken(episode), reward); }

std::vector<QLearning::Taken> QLearning::taken(const Episode& episode) const {
    std::vector<Taken> choices;
    choices.reserve(episode.steps.size());
    for (const Step& step : episode.steps) choices.push_back(taken(step));
    return choices;
}

QLearning::Taken QLearning::taken(const Step& step) const {
    const Edge& edge = mdp_.edges(step.node)[static_cast<std::size_t>(step.edge)];
    const auto column = static_cast<std::int32_t>(cell(edge.slot) % width_);
    const std::int32_t others = others_of_[static_cast<std::size_t>(step.node)] + column;
    return static_cast<Taken>(mdp_.state_number(step.node)) << others_bits_ |
           static_cast<Taken>(others);
}

void QLearning::replay(RandomSource& random) {
    if (memory_->size() == 0) return;
    // All are drawn before anything is learned, so that the fetches from a large memory overlap
    // instead of stalling each update in turn.
    std::vector<std::size_t> drawn;
    drawn.reserve(static_cast<std::size_t>(settings_.replay_updates));
    for (int i = 0; i < settings_.replay_updates; ++i) {
        drawn.push_back(random.below(memory_->size()));
        memory_->prefetch(drawn.back());
    }
    for (const std::size_t number : drawn) {
        const auto [choices, reward] = memory_->read(number);
        update(choices, reward);
    }
}

void QLearning::update(std::span<const Taken> choices, double reward) {
    const bool shared = settings_.reward == RewardPlace::shared;
    const double share = shared ? reward / static_cast<double>(choices.size()) : 0.0;
    const double lambda = settings_.lambda;
    const double gamma = settings_.gamma;
    const double alpha = settings_.alpha;
    double target = shared ? share : reward;  // of the termination
    for (std::size_t i = choices.size(); i-- > 0;) {
        double* row = &values_[(choices[i] >> others_bits_) * width_];
        const std::size_t number = choices[i] & ((Taken{1} << others_bits_) - 1);
        // Does not wait for the target, which waits for the choices after this one.
        const double others = best_of_others(row, number);
        double& value = row[column_of_[number]];
        value = (1.0 - alpha) * value + alpha * target;
        const double best = std::max(others, value);
        const double after = lambda == 0.0 ? best : (1.0 - lambda) * best + lambda * target;
        target = share + gamma * after;
    }
}

double QLearning::best_of_others(const double* row, std::size_t number) const {
    using Columns = Eigen::Map<const Eigen::ArrayXd>;
    const auto width = static_cast<Eigen::Index>(width_);
    const Columns others(&others_[number * width_], width);
    return Columns(row, width).min(others).maxCoeff();
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
        values_[cell(q.slot)] = q.value;
    }
}

}  // namespace metaqnn
