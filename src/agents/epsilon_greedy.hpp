// Choices that are random with probability epsilon, else the best: what the Q-learning agents
// share.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "agents/known_networks.hpp"
#include "core/walk.hpp"

namespace metaqnn {

/// The legal action with the largest value; ties broken uniformly, by one word if there are any.
/// @param value_of  of the position of an action in mdp.edges()
template <class ValueOf>
std::int32_t best_choice(std::span<const std::int32_t> choices, const ValueOf& value_of,
                         RandomSource& random) {
    auto best = value_of(choices.front());
    for (const std::int32_t edge : choices) best = std::max(best, value_of(edge));
    std::vector<std::int32_t> ties;
    for (const std::int32_t edge : choices) {
        if (value_of(edge) == best) ties.push_back(edge);
    }
    return ties.size() == 1 ? ties.front() : ties[random.below(ties.size())];
}

/// Picks an action. Words drawn: one for epsilon, then one for the action if it is random, else
/// those of `best`.
/// @param best  of a walk, some of its choices and the source of words
template <class Best>
auto epsilon_greedy(double epsilon, RandomSource& random, const Best& best) {
    return [epsilon, &random, &best](const Walk& walk, std::span<const std::int32_t> choices) {
        const bool by_chance = random.unit() < epsilon;
        const std::int32_t edge =
            by_chance ? choices[random.below(choices.size())] : best(walk, choices, random);
        return Pick{edge, by_chance ? Choice::random : Choice::greedy};
    };
}

/// An episode of a known network or of an unknown one.
/// @param pick  as a Picker
template <class PickOne>
Episode episode_by(const Mdp& mdp, const PickOne& pick) {
    Walk walk(mdp);
    while (!walk.done()) {
        const auto [edge, how] = pick(walk, walk.choices());
        walk.take(edge, how);
    }
    return walk.episode();
}

}  // namespace metaqnn
