// Bounds of what follows, and a search where they do not decide; see cost_mask.hpp.
#include "core/cost_mask.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "core/error.hpp"

namespace metaqnn {
namespace {

bool over(double value, double limit) { return limit > 0.0 && value > limit; }
bool over(double value, std::int64_t limit) { return over(value, static_cast<double>(limit)); }

std::vector<int> channels_of(const Mdp& mdp) {
    std::set<int> channels{mdp.input().channels};
    for (SlotId slot = 0; slot < mdp.slot_count(); ++slot) {
        const Layer& layer = mdp.pair(slot).action;
        if (const auto* convolution = std::get_if<Convolution>(&layer)) {
            channels.insert(convolution->filters);
        }
        if (const auto* full = std::get_if<FullyConnected>(&layer)) channels.insert(full->units);
    }
    return {channels.begin(), channels.end()};
}

}  // namespace

CostMask::Beginning CostMask::longer(const Beginning& beginning, const Layer& layer, NodeId next) {
    const LayerWork work = work_of(layer, beginning.map);
    Beginning result = beginning;
    result.node = next;
    result.map = apply(layer, beginning.map);
    result.network.layers.push_back(layer);
    result.parameters += work.parameters;
    result.multiply_adds += work.multiply_adds;
    result.activations += work.activations;
    return result;
}

CostMask::CostMask(const Mdp& mdp, const Limits& limits, const StepShape& step)
    : limits_(limits), step_(step), input_(mdp.input()), channels_(channels_of(mdp)) {
    find_least(mdp);
    require(completes(mdp, {.map = input_, .network = {}}),
            "no network of the space is within the limits; raise those of [limits], or allow "
            "smaller layers");
}

std::vector<std::int32_t> CostMask::choices(const Mdp& mdp, NodeId node,
                                            const Architecture& beginning) const {
    Beginning here{.map = input_, .network = {}};
    for (const Layer& layer : beginning.layers) here = longer(here, layer, node);
    std::vector<std::int32_t> legal;
    const std::span<const Edge> edges = mdp.edges(node);
    for (std::size_t i = 0; i < edges.size(); ++i) {
        if (!completes(mdp, longer(here, mdp.action(edges[i]), edges[i].next))) continue;
        legal.push_back(static_cast<std::int32_t>(i));
    }
    return legal;
}

std::size_t CostMask::place(NodeId node, int channels) const {
    const auto found = std::ranges::lower_bound(channels_, channels);
    return static_cast<std::size_t>(node) * channels_.size() +
           static_cast<std::size_t>(found - channels_.begin());
}

// Backwards: an action leads to a node of a higher number.
void CostMask::find_least(const Mdp& mdp) {
    constexpr double none = std::numeric_limits<double>::infinity();
    least_.assign(static_cast<std::size_t>(mdp.node_count()) * channels_.size(),
                  {none, none, none});
    for (NodeId node = mdp.node_count(); node-- > 0;) {
        for (const int channels : channels_) {
            Least& least = least_[place(node, channels)];
            const FeatureMap map{channels, mdp.side(node)};
            for (const Edge& edge : mdp.edges(node)) {
                const LayerWork work = work_of(mdp.action(edge), map);
                const int next_channels = apply(mdp.action(edge), map).channels;
                const Least rest =
                    edge.next == Mdp::terminal ? Least{} : least_[place(edge.next, next_channels)];
                least.parameters = std::min(least.parameters, work.parameters + rest.parameters);
                least.multiply_adds =
                    std::min(least.multiply_adds, work.multiply_adds + rest.multiply_adds);
                const double seconds = limits_.time.multiply_add * work.multiply_adds +
                                       limits_.time.activation * work.activations;
                least.seconds = std::min(least.seconds, seconds + rest.seconds);
            }
        }
    }
}

bool CostMask::within(const Beginning& whole) const {
    if (over(whole.parameters, limits_.parameters) ||
        over(whole.multiply_adds, limits_.multiply_adds) ||
        over(limits_.time.seconds(whole.multiply_adds, whole.activations), limits_.seconds)) {
        return false;
    }
    return limits_.memory_bytes == 0 ||
           (is_countable(whole.network, input_) &&
            cost_of(whole.network, input_, step_).memory_bytes <= limits_.memory_bytes);
}

// False if no continuation is within the limits; true if bounds do not tell.
bool CostMask::may_become_within(const Beginning& beginning) const {
    const Least& rest = least_[place(beginning.node, beginning.map.channels)];
    const double seconds = limits_.time.seconds(beginning.multiply_adds, beginning.activations);
    constexpr double rounding = 1e-9;  // sums in another order
    if (over(beginning.parameters + rest.parameters, limits_.parameters) ||
        over(beginning.multiply_adds + rest.multiply_adds, limits_.multiply_adds) ||
        over((seconds + rest.seconds) * (1.0 - rounding), limits_.seconds)) {
        return false;
    }
    return limits_.memory_bytes == 0 ||
           (is_countable(beginning.network, input_) &&
            least_memory_bytes(beginning.network, input_, step_) <= limits_.memory_bytes);
}

bool CostMask::completes(const Mdp& mdp, const Beginning& beginning) const {
    if (beginning.node == Mdp::terminal) return within(beginning);
    if (!may_become_within(beginning)) return false;
    // From behind: the terminations come last, and are what is likely to do.
    const std::span<const Edge> edges = mdp.edges(beginning.node);
    return std::any_of(edges.rbegin(), edges.rend(), [&](const Edge& edge) {
        return completes(mdp, longer(beginning, mdp.action(edge), edge.next));
    });
}

}  // namespace metaqnn
