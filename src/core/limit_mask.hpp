// Which actions leave a network within the limits.
#pragma once

#include <cstdint>
#include <vector>

#include "core/architecture.hpp"
#include "core/mdp.hpp"

namespace metaqnn {

/// Looks ahead exactly: an action is legal if and only if some network of the space that begins
/// with the layers so far and this action is within all limits together.
class LimitMask {
  public:
    virtual ~LimitMask() = default;

    /// Positions of the legal actions in mdp.edges(node), rising.
    ///
    /// @param mdp        the one that the mask was made for
    /// @param beginning  the layers that led to the node; where each was legal there is an action
    virtual std::vector<std::int32_t> choices(const Mdp& mdp, NodeId node,
                                              const Architecture& beginning) const = 0;
};

}  // namespace metaqnn
