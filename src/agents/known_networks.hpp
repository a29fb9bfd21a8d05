// The networks that were proposed, as a tree of their choices: finds those that were not.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/mdp.hpp"
#include "core/walk.hpp"

namespace metaqnn {

/// An action that was picked: its position in mdp.edges() of the walk's node, and how.
struct Pick {
    std::int32_t edge;
    Choice how;
};
/// Picks one of some choices of a walk, which are not empty.
using Picker = std::function<Pick(const Walk&, std::span<const std::int32_t>)>;

/// A set of networks of one Mdp that can be asked for networks outside it and within the limits. 16
/// bytes a layer that a network does not share with the beginning of another.
class KnownNetworks {
  public:
    /// mdp outlives the set.
    explicit KnownNetworks(const Mdp& mdp);

    /// Adds a network; one that is known already changes nothing.
    void add(const Episode& episode);
    bool contains(const Episode& episode) const;
    /// True if every network of the space that is within the limits is known.
    bool all() const { return exhausted(root); }

    /// A walk to an unknown network, each choice picked among those that lead to one.
    /// @throws LogicError if all() networks are known
    Episode unknown_by(const Picker& picker) const;
    /// The same, each choice uniform.
    /// @throws LogicError if all() networks are known
    Episode random_unknown(RandomSource& random) const;
    /// The unknown network with the greatest sum of its transitions' rewards, every choice marked
    /// greedy: exactly, but under limits the best of those that were found among 2,000 beginnings.
    /// @param rewards  of each slot of the Mdp
    /// @throws LogicError if all() networks are known
    Episode best_unknown(std::span<const double> rewards) const;

  private:
    class BestUnknown;
    using PrefixId = std::int32_t;
    static constexpr PrefixId none = -1;
    static constexpr PrefixId root = 0;

    // The beginning of a known network. The children of one are a list.
    struct Prefix {
        std::int32_t edge = 0;  // taken last
        PrefixId first_child = none;
        PrefixId next_sibling = none;
        std::int32_t open_edges = 0;  // legal ones that lead to unknown networks
    };

    PrefixId child(PrefixId prefix, std::int32_t edge) const;
    bool exhausted(PrefixId prefix) const {
        return prefix != none && prefixes_[static_cast<std::size_t>(prefix)].open_edges == 0;
    }
    // The child of each edge of a node; none where no known network goes on so.
    std::vector<PrefixId> children(PrefixId prefix, NodeId node) const;

    const Mdp& mdp_;
    std::vector<Prefix> prefixes_;
};

/// The greatest sum of rewards from each node to a termination. @param rewards  of each slot
std::vector<double> values_to_go(const Mdp& mdp, std::span<const double> rewards);

}  // namespace metaqnn
