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

// After a termination.
constexpr std::int32_t no_move = -1;

constexpr double infinity = std::numeric_limits<double>::infinity();

}  // namespace

QLearning::QLearning(const Mdp& mdp, QLearningSettings settings)
    : mdp_(mdp), settings_(settings), episodes_(mdp) {
    require(settings.alpha > 0.0 && settings.alpha <= 1.0, "agent.alpha must be in (0, 1]");
    require(settings.gamma >= 0.0 && settings.gamma <= 1.0, "agent.gamma must be in [0, 1]");
    require(settings.lambda >= 0.0 && settings.lambda <= 1.0, "agent.lambda must be in [0, 1]");
    require(settings.replay_updates >= 0, "agent.replay_updates must be at least 0");
    if (!settings.repeats) known_.emplace(mdp);
    place_slots();
    find_moves(find_others());
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

// Returns by node the number of its set's first column.
std::vector<std::int32_t> QLearning::find_others() {
    std::vector<std::int32_t> others_of;
    std::map<std::vector<double>, std::int32_t> firsts;
    for (NodeId node = 0; node < mdp_.node_count(); ++node) {
        std::vector<double> legal(width_, -infinity);
        for (const Edge& edge : mdp_.edges(node)) legal[cell(edge.slot) % width_] = infinity;
        const auto next = static_cast<std::int32_t>(column_of_.size());
        const auto [set, is_new] = firsts.try_emplace(legal, next);
        others_of.push_back(set->second);
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
    return others_of;
}

void QLearning::find_moves(std::span<const std::int32_t> others_of) {
    std::int32_t first = 0;
    for (NodeId node = 0; node < mdp_.node_count(); ++node) {
        first_move_.push_back(first);
        first += static_cast<std::int32_t>(mdp_.edges(node).size());
    }
    for (NodeId node = 0; node < mdp_.node_count(); ++node) {
        const auto state = static_cast<Taken>(mdp_.state_number(node)) << others_bits_;
        const std::int32_t others = others_of[static_cast<std::size_t>(node)];
        for (const Edge& edge : mdp_.edges(node)) {
            const auto column = static_cast<std::int32_t>(cell(edge.slot) % width_);
            const std::int32_t next = edge.next == Mdp::terminal
                                          ? no_move
                                          : first_move_[static_cast<std::size_t>(edge.next)];
            moves_.push_back({state | static_cast<Taken>(others + column), next});
        }
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
    episodes_.clear();
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

void QLearning::remember(const Episode& episode, double reward) { episodes_.add(episode, reward); }

void QLearning::learn(const Episode& episode, double reward) {
    std::vector<Taken> taken;
    taken.reserve(episode.steps.size());
    for (const Step& step : episode.steps) taken.push_back(move(step).taken);
    update(taken, reward);
}

const QLearning::Move& QLearning::move(const Step& step) const {
    const std::int32_t first = first_move_[static_cast<std::size_t>(step.node)];
    return moves_[static_cast<std::size_t>(first + step.edge)];
}

void QLearning::replay(RandomSource& random) {
    if (episodes_.size() == 0) return;
    std::vector<Draw> drawn;
    drawn.reserve(static_cast<std::size_t>(settings_.replay_updates));
    for (int i = 0; i < settings_.replay_updates; ++i) {
        const std::size_t number = random.below(episodes_.size());
        episodes_.prefetch(number);
        drawn.push_back({number});
    }
    const std::vector<Taken> all = follow(drawn);
    std::span<const Taken> rest = all;
    for (const Draw& draw : drawn) {
        update(rest.first(draw.steps), episodes_.reward(draw.number));
        rest = rest.subspan(episodes_.longest());
    }
}

// Returns longest() places for each.
std::vector<QLearning::Taken> QLearning::follow(std::vector<Draw>& drawn) const {
    const std::size_t longest = episodes_.longest();
    std::vector<Taken> all(drawn.size() * longest);
    Taken* edges = all.data();
    for (const Draw& draw : drawn) {
        episodes_.unpack(draw.number, edges);
        edges += longest;
    }
    // One step of each in turn: where an episode goes on is known only once its step was fetched,
    // and so the fetches of many overlap.
    bool goes_on = true;
    for (std::size_t step = 0; goes_on && step < longest; ++step) {
        goes_on = false;
        Taken* taken = all.data() + step;
        for (Draw& draw : drawn) {
            if (draw.next != no_move) {
                const Move& move = moves_[static_cast<std::size_t>(draw.next) + *taken];
                *taken = move.taken;
                draw.next = move.next;
                ++draw.steps;
                goes_on = true;
            }
            taken += longest;
        }
    }
    return all;
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
