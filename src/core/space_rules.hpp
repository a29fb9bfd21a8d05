// The rules of a search space, one step at a time; internal to the Mdp.
#pragma once

#include <cstddef>
#include <vector>

#include "core/mdp.hpp"

namespace metaqnn {

/// Most actions of all nodes together: what is kept for them takes about 1 GB.
inline constexpr std::size_t most_choices = 5'000'000;

/// @throws ConfigError: the space has too many of `what`
[[noreturn]] void reject_size(const char* what, std::size_t most);

/// @throws ConfigError if a value of the space, the images or the classes is out of range
void check_space(const SearchSpace& space, ImageShape input, int classes);

/// Every layer that the space knows on maps up to `side`, in the fixed order of Mdp::edges.
/// @throws ConfigError if they are more than 10,000
std::vector<Layer> all_layers(const SearchSpace& space, int side, int classes);

/// Whether the space allows the layer after a state on a map of this side, whatever follows.
bool allows(const SearchSpace& space, const State& state, int side, const Layer& layer);

}  // namespace metaqnn
