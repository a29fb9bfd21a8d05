// Enumerates the graph of a search space; see mdp.hpp.
#include "core/mdp.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "core/cost_mask.hpp"
#include "core/error.hpp"
#include "core/space_rules.hpp"
#include "core/walk.hpp"

namespace metaqnn {

int bin_of(int side, const std::vector<int>& bins) {
    for (const int edge : bins) {
        if (side >= edge) return edge;
    }
    return bins.empty() ? side : bins.back();
}

std::string to_text(const State& state) {
    std::string text = state.last ? to_text(*state.last) : "start";
    if (state.before_last) text = to_text(*state.before_last) + ">" + text;
    text += "/" + std::to_string(state.depth) + "/" + std::to_string(state.bin);
    if (state.fully_connected > 0) text += "/" + std::to_string(state.fully_connected);
    return text;
}

// Walks the graph breadth first, so that numbers depend on the space only, and drops the edges
// from which no termination can be reached.
class Mdp::Builder {
  public:
    Builder(Mdp& mdp) : mdp_(mdp), layers_(all_layers(mdp.space_, mdp.input_.side, mdp.classes_)) {
        for (const Layer& layer : layers_) {
            mdp_.layer_numbers_.try_emplace(layer,
                                            static_cast<std::int32_t>(mdp_.layer_numbers_.size()));
        }
    }

    void build() {
        explore();
        const std::vector<bool> alive = can_terminate();
        require(alive[0],
                "the space has no path to a termination; allow softmax or "
                "global_average_pooling, or lower space.min_depth");
        emit(alive);
    }

  private:
    struct Node {
        State state;
        int side;
        std::vector<std::pair<std::size_t, std::size_t>> successors;  // layer, node or none
    };
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    std::size_t intern(const State& state, int side) {
        const auto [entry, is_new] = index_.try_emplace({state, side}, nodes_.size());
        if (is_new) nodes_.push_back({state, side, {}});
        return entry->second;
    }

    std::size_t successor(const State& state, int side, const Layer& layer) {
        if (is_termination(layer)) return none;
        const int next_side = apply(layer, {1, side}).side;
        const bool full = std::holds_alternative<FullyConnected>(layer);
        State next{layer, state.depth + 1, bin(next_side), full ? state.fully_connected + 1 : 0};
        if (mdp_.space_.state == StateKind::previous_two) next.before_last = state.last;
        return intern(next, next_side);
    }

    int bin(int side) const {
        return mdp_.space_.state == StateKind::exact_side ? side : bin_of(side, mdp_.space_.bins);
    }

    void explore() {
        intern(State{std::nullopt, 0, bin(mdp_.input_.side), 0}, mdp_.input_.side);
        std::size_t choices = 0;
        for (std::size_t node = 0; node < nodes_.size(); ++node) {
            const State state = nodes_[node].state;
            const int side = nodes_[node].side;
            for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
                if (!allows(mdp_.space_, state, side, layers_[layer])) continue;
                const std::size_t next = successor(state, side, layers_[layer]);
                nodes_[node].successors.emplace_back(layer, next);
                if (++choices > most_choices) reject_size("choices", most_choices);
            }
        }
    }

    // A successor is deeper than its node, and breadth first means numbered later.
    std::vector<bool> can_terminate() const {
        std::vector<bool> alive(nodes_.size(), false);
        for (std::size_t node = nodes_.size(); node-- > 0;) {
            for (const auto& [layer, next] : nodes_[node].successors) {
                if (next == none || alive[next]) alive[node] = true;
            }
        }
        return alive;
    }

    void emit(const std::vector<bool>& alive) {
        std::vector<NodeId> number(nodes_.size(), terminal);
        NodeId count = 0;
        for (std::size_t node = 0; node < nodes_.size(); ++node) {
            if (alive[node]) number[node] = count++;
        }
        for (std::size_t node = 0; node < nodes_.size(); ++node) {
            if (alive[node]) emit_node(nodes_[node], alive, number);
        }
        mdp_.first_edge_.push_back(static_cast<std::int32_t>(mdp_.edges_.size()));
    }

    void emit_node(const Node& node, const std::vector<bool>& alive,
                   const std::vector<NodeId>& number) {
        const auto [state, is_new] =
            states_.try_emplace(node.state, static_cast<std::int32_t>(mdp_.states_.size()));
        if (is_new) mdp_.states_.push_back(node.state);
        mdp_.state_of_.push_back(state->second);
        mdp_.side_.push_back(node.side);
        mdp_.first_edge_.push_back(static_cast<std::int32_t>(mdp_.edges_.size()));
        for (const auto& [layer, next] : node.successors) {
            if (next != none && !alive[next]) continue;
            const auto [slot, new_pair] =
                slots_.try_emplace({state->second, layer}, mdp_.slot_count());
            if (new_pair) {
                mdp_.pairs_.push_back({node.state, layers_[layer]});
                mdp_.layer_of_.push_back(mdp_.layer_numbers_.at(layers_[layer]));
            }
            mdp_.edges_.push_back({slot->second, next == none ? terminal : number[next]});
        }
    }

    Mdp& mdp_;
    std::vector<Layer> layers_;
    std::vector<Node> nodes_;
    std::map<std::pair<State, int>, std::size_t> index_;
    std::map<State, std::int32_t> states_;
    std::map<std::pair<std::int32_t, std::size_t>, SlotId> slots_;
};

Mdp::Mdp(SearchSpace space, ImageShape input, int classes, const Limits& limits,
         const StepShape& step)
    : space_(std::move(space)), input_(input), classes_(classes) {
    check_space(space_, input_, classes_);
    Builder(*this).build();
    if (limits != Limits{}) mask_ = std::make_shared<CostMask>(*this, limits, step);
}

std::span<const Edge> Mdp::edges(NodeId node) const {
    const auto first = static_cast<std::size_t>(first_edge_[static_cast<std::size_t>(node)]);
    const auto last = static_cast<std::size_t>(first_edge_[static_cast<std::size_t>(node) + 1]);
    return {edges_.data() + first, last - first};
}

Architecture Mdp::architecture(const Episode& episode) const {
    Architecture architecture;
    for (const Step& step : episode.steps) {
        architecture.layers.push_back(
            action(edges(step.node)[static_cast<std::size_t>(step.edge)]));
    }
    return architecture;
}

Episode Mdp::episode(const Architecture& architecture) const {
    Episode episode;
    NodeId node = start();
    for (const Layer& layer : architecture.layers) {
        require(node != terminal, "architecture goes on after its termination");
        const std::span<const Edge> choices = edges(node);
        const auto number = layer_numbers_.find(layer);
        const auto edge = number == layer_numbers_.end()
                              ? choices.end()
                              : std::lower_bound(choices.begin(), choices.end(), number->second,
                                                 [&](const Edge& e, std::int32_t wanted) {
                                                     return layer_of_[e.slot] < wanted;
                                                 });
        if (edge == choices.end() || action(*edge) != layer) {
            throw ConfigError("the space does not allow " + to_text(layer) + " after state " +
                              to_text(state(node)) + " with side " + std::to_string(side(node)));
        }
        episode.steps.push_back(
            {node, static_cast<std::int32_t>(edge - choices.begin()), Choice::greedy});
        node = edge->next;
    }
    require(node == terminal, "architecture has no termination");
    return episode;
}

bool Mdp::has(const Architecture& architecture) const {
    try {
        episode(architecture);
        return true;
    } catch (const ConfigError&) {
        return false;
    }
}

Episode Mdp::random_episode(RandomSource& random) const {
    Walk walk(*this);
    while (!walk.done()) {
        walk.take(walk.choices()[random.below(walk.choices().size())], Choice::random);
    }
    return walk.episode();
}

double Mdp::path_count() const {
    std::vector<double> paths(static_cast<std::size_t>(node_count()), 0.0);
    for (NodeId node = node_count(); node-- > 0;) {
        for (const Edge& edge : edges(node)) {
            paths[static_cast<std::size_t>(node)] +=
                edge.next == terminal ? 1.0 : paths[static_cast<std::size_t>(edge.next)];
        }
    }
    return paths[0];
}

}  // namespace metaqnn
