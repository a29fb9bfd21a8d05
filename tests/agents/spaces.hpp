// Small spaces for tests of agents.
#pragma once

#include "core/mdp.hpp"

namespace metaqnn {

/// Up to two convolutions of 8 or 16 filters, softmax: 1 + 2 + 4 networks.
inline Mdp two_layer_mdp() {
    SearchSpace space;
    space.max_depth = 2;
    space.filters = {8, 16};
    space.fields = {1};
    space.pools = {};
    space.units = {};
    space.global_average_pooling = false;
    return Mdp(space, {1, 8}, 10);
}

/// A chain of `depth` choices among three layers, 3^depth networks.
inline Mdp chain_mdp(int depth) {
    SearchSpace space = two_layer_mdp().space();
    space.max_depth = space.min_depth = depth;
    space.filters = {8, 16, 32};
    return Mdp(space, {1, 8}, 10);
}

/// One to six layers among five and softmax: 5 + ... + 5^6 networks.
inline Mdp tall_mdp() {
    SearchSpace space = two_layer_mdp().space();
    space.max_depth = 6;
    space.min_depth = 1;
    space.filters = {8, 16, 32, 64, 128};
    return Mdp(space, {1, 8}, 10);
}

/// Every kind of layer; some two thousand networks, fewer within limits.
inline Mdp session_mdp(const Limits& limits = {}) {
    SearchSpace space;
    space.max_depth = 3;
    space.filters = {8, 16};
    space.fields = {1, 3};
    space.pools = {{2, 2}};
    space.units = {16, 8};
    return Mdp(space, {1, 8}, 10, limits);
}

inline Episode walk(const Mdp& mdp, const char* network) {
    return mdp.episode(parse_architecture(network));
}

/// The slot of a step of a network.
inline SlotId slot_at(const Mdp& mdp, const Episode& episode, std::size_t step) {
    const Step& taken = episode.steps[step];
    return mdp.edges(taken.node)[static_cast<std::size_t>(taken.edge)].slot;
}

}  // namespace metaqnn
