// Choices that are random with probability epsilon, else the best: what the Q-learning agents
// share.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

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

/// An episode. Words drawn for each choice: one for epsilon, then one for the action if it is
/// random, else those of best_edge.
/// @param best_edge  of a walk and the source of words
template <class BestEdge>
Episode epsilon_greedy_episode(const Mdp& mdp, double epsilon, RandomSource& random,
                               const BestEdge& best_edge) {
    Walk walk(mdp);
    while (!walk.done()) {
        const Choice choice = random.unit() < epsilon ? Choice::random : Choice::greedy;
        const std::int32_t edge = choice == Choice::random
                                      ? walk.choices()[random.below(walk.choices().size())]
                                      : best_edge(walk, random);
        walk.take(edge, choice);
    }
    return walk.episode();
}

}  // namespace metaqnn
