// The decision process of the search: states, legal actions and what follows each.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/architecture.hpp"
#include "core/limits.hpp"
#include "core/random.hpp"
#include "core/search_space.hpp"

namespace metaqnn {

class LimitMask;

/// What the agent sees: the last layer, its depth and the bin of the R-size.
/// Source: Baker et al. 2017, Table 1.
struct State {
    std::optional<Layer> last;           ///< none at the start
    int depth = 0;                       ///< layers so far
    int bin = 0;                         ///< lower edge of the R-size bin (pixels), see bin_of
    int fully_connected = 0;             ///< FC layers in a row, ending here
    std::optional<Layer> before_last{};  ///< of StateKind::previous_two alone
    auto operator<=>(const State&) const = default;
};

/// Text form, e.g. "start/0/8" or "C(64,3,1)/2/8", "FC(128)/3/4/1": layer/depth/bin[/FC in a row];
/// of two layers "C(64,3,1)>P(2,2)/2/8".
std::string to_text(const State& state);

/// Index of a node: a state together with the true side of the map.
using NodeId = std::int32_t;
/// Index of a state-action pair: where its Q value stands. Nodes that differ in the true side
/// only share slots; that is what makes the next state uncertain for the agent (App. B).
using SlotId = std::int32_t;

/// A legal action at a node.
struct Edge {
    SlotId slot;  ///< of (state of the node, action)
    NodeId next;  ///< Mdp::terminal after a termination
};

/// A state-action pair by its slot.
struct StateAction {
    State state;
    Layer action;
};

/// How a choice was made.
enum class Choice : char { greedy = 'G', random = 'R' };

/// One choice: the edge-th action of a node.
struct Step {
    NodeId node;
    std::int32_t edge;
    Choice choice;
    bool operator==(const Step&) const = default;
};

/// A walk from the start to a termination: a network.
struct Episode {
    std::vector<Step> steps;
    bool operator==(const Episode&) const = default;
};

/// The graph of a search space on images of one shape: every reachable node, enumerated once.
///
/// Rules (Baker et al. 2017, Sec. 4 and App. B): a path may terminate anywhere from min_depth on,
/// and must at max_depth; C may be followed by anything; P by anything but P, unless the space says
/// otherwise; FC only where the side is at most fully_connected_max_side, after FC only a smaller
/// or equal FC (falling_units), at most max_fully_connected in a row, or a termination; no field
/// larger than the true side. B may be followed by anything.
/// Departure: GAP never follows FC (a 1x1 map has nothing to average; SM is the same layer).
class Mdp {
  public:
    /// Edge::next of a termination.
    static constexpr NodeId terminal = -1;

    /// @param input    shape of one image; @param classes 2 or more
    /// @param limits   networks over one are not proposed; @param step  decides their memory
    /// @throws ConfigError if the space has a value out of range, no path to a termination, or more
    ///         layers or choices than fit into about 1 GB, or no network within the limits
    Mdp(SearchSpace space, ImageShape input, int classes, const Limits& limits = {},
        const StepShape& step = {});

    const SearchSpace& space() const { return space_; }
    ImageShape input() const { return input_; }
    int classes() const { return classes_; }

    static constexpr NodeId start() { return 0; }
    NodeId node_count() const { return static_cast<NodeId>(first_edge_.size()) - 1; }
    SlotId slot_count() const { return static_cast<SlotId>(pairs_.size()); }
    std::int32_t state_count() const { return static_cast<std::int32_t>(states_.size()); }

    /// Actions that the space allows at a node, never empty, in a fixed order: C by filters,
    /// fields, strides; P; FC (or the space's layers); GAP; SM, each in the order of the space's
    /// lists. A path from every node terminates.
    std::span<const Edge> edges(NodeId node) const;
    /// The state of a node, as the agent sees it.
    const State& state(NodeId node) const { return states_[state_of_[node]]; }
    /// Number of the state of a node, from 0.
    std::int32_t state_number(NodeId node) const { return state_of_[node]; }
    /// True side of the map at a node (pixels).
    int side(NodeId node) const { return side_[node]; }
    /// The pair whose Q value stands at a slot.
    const StateAction& pair(SlotId slot) const { return pairs_[slot]; }
    const Layer& action(const Edge& edge) const { return pairs_[edge.slot].action; }

    /// The network of an episode.
    Architecture architecture(const Episode& episode) const;
    /// The episode of a network, every choice marked greedy.
    /// @throws ConfigError naming the first layer that the space does not allow there
    Episode episode(const Architecture& architecture) const;
    /// True if the space allows the network.
    bool has(const Architecture& architecture) const;
    /// Walks from start to termination, each action uniform among those that lead to a network
    /// within the limits.
    Episode random_episode(RandomSource& random) const;
    /// What the limits leave of the actions; null if there are no limits. See Walk.
    const LimitMask* mask() const { return mask_.get(); }
    /// Limits that another mask knows, from now on.
    void keep_within(std::shared_ptr<const LimitMask> mask) { mask_ = std::move(mask); }
    /// Number of different networks, whatever the limits. A double: the paper's space has more than
    /// 2^53.
    double path_count() const;

  private:
    class Builder;
    SearchSpace space_;
    ImageShape input_;
    int classes_;
    std::vector<State> states_;
    std::vector<StateAction> pairs_;
    std::map<Layer, std::int32_t> layer_numbers_;  // in the order of the edges of a node
    std::vector<std::int32_t> layer_of_;           // number of the pair's action, by slot
    std::vector<std::int32_t> state_of_;           // by node
    std::vector<int> side_;                        // by node
    std::vector<std::int32_t> first_edge_;         // by node, one more at the end
    std::vector<Edge> edges_;
    std::shared_ptr<const LimitMask> mask_;
};

/// Lower edge of the bin that a side falls into; the last edge for sides below all; the side itself
/// if there are no bins.
int bin_of(int side, const std::vector<int>& bins);

}  // namespace metaqnn
