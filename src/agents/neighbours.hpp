// The networks that differ from one by one layer.
#pragma once

#include <vector>

#include "core/mdp.hpp"

namespace metaqnn {

/// The networks within the limits that are one step away from a network, by the kind of step, in a
/// fixed order, every choice marked greedy. In a space of one depth only layers can be changed.
struct Neighbours {
    std::vector<Episode> changed;   ///< another layer in the place of one, also of the termination
    std::vector<Episode> inserted;  ///< one layer more
    std::vector<Episode> removed;   ///< one layer less; never the termination
};

Neighbours neighbours(const Mdp& mdp, const Episode& episode);

}  // namespace metaqnn
