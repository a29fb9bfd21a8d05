// The tree of known networks; see known_networks.hpp.
#include "agents/known_networks.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/error.hpp"

namespace metaqnn {
namespace {

double reward_of(const Edge& edge, std::span<const double> rewards) {
    return rewards[static_cast<std::size_t>(edge.slot)];
}

double best_from(const Edge& edge, std::span<const double> rewards,
                 const std::vector<double>& values) {
    const double here = reward_of(edge, rewards);
    return edge.next == Mdp::terminal ? here : here + values[static_cast<std::size_t>(edge.next)];
}

}  // namespace

std::vector<double> values_to_go(const Mdp& mdp, std::span<const double> rewards) {
    std::vector<double> values(static_cast<std::size_t>(mdp.node_count()),
                               -std::numeric_limits<double>::infinity());
    for (NodeId node = mdp.node_count(); node-- > 0;) {  // a successor has a larger number
        double& value = values[static_cast<std::size_t>(node)];
        for (const Edge& edge : mdp.edges(node)) {
            value = std::max(value, best_from(edge, rewards, values));
        }
    }
    return values;
}

KnownNetworks::PrefixId KnownNetworks::child(PrefixId prefix, std::int32_t edge) const {
    PrefixId found = prefixes_[static_cast<std::size_t>(prefix)].first_child;
    while (found != none && prefixes_[static_cast<std::size_t>(found)].edge != edge) {
        found = prefixes_[static_cast<std::size_t>(found)].next_sibling;
    }
    return found;
}

bool KnownNetworks::exhausted(PrefixId prefix, NodeId node) const {
    if (prefix == none) return false;
    return node == Mdp::terminal ||
           std::cmp_equal(prefixes_[static_cast<std::size_t>(prefix)].exhausted_edges,
                          mdp_.edges(node).size());
}

std::vector<KnownNetworks::PrefixId> KnownNetworks::children(PrefixId prefix, NodeId node) const {
    std::vector<PrefixId> result(mdp_.edges(node).size(), none);
    if (prefix == none) return result;
    PrefixId next = prefixes_[static_cast<std::size_t>(prefix)].first_child;
    while (next != none) {
        const Prefix& known = prefixes_[static_cast<std::size_t>(next)];
        result[static_cast<std::size_t>(known.edge)] = next;
        next = known.next_sibling;
    }
    return result;
}

bool KnownNetworks::contains(const Episode& episode) const {
    PrefixId prefix = root;
    for (const Step& step : episode.steps) {
        prefix = child(prefix, step.edge);
        if (prefix == none) return false;
    }
    return true;
}

void KnownNetworks::add(const Episode& episode) {
    if (contains(episode)) return;
    std::vector<PrefixId> path{root};
    for (const Step& step : episode.steps) {
        PrefixId next = child(path.back(), step.edge);
        if (next == none) {
            next = static_cast<PrefixId>(prefixes_.size());
            Prefix& parent = prefixes_[static_cast<std::size_t>(path.back())];
            const PrefixId sibling = std::exchange(parent.first_child, next);
            prefixes_.push_back({step.edge, none, sibling, 0});
        }
        path.push_back(next);
    }
    for (std::size_t i = episode.steps.size(); i-- > 0;) {
        ++prefixes_[static_cast<std::size_t>(path[i])].exhausted_edges;
        if (!exhausted(path[i], episode.steps[i].node)) break;
    }
}

Episode KnownNetworks::random_unknown(RandomSource& random) const {
    expect(!all(), "KnownNetworks: every network is known");
    Episode episode;
    PrefixId prefix = root;
    for (NodeId node = Mdp::start(); node != Mdp::terminal;) {
        const std::span<const Edge> edges = mdp_.edges(node);
        const std::vector<PrefixId> known = children(prefix, node);
        std::vector<std::int32_t> choices;
        for (std::size_t edge = 0; edge < edges.size(); ++edge) {
            if (!exhausted(known[edge], edges[edge].next)) {
                choices.push_back(static_cast<std::int32_t>(edge));
            }
        }
        const std::int32_t edge = choices[random.below(choices.size())];
        episode.steps.push_back({node, edge, Choice::random});
        prefix = known[static_cast<std::size_t>(edge)];
        node = edges[static_cast<std::size_t>(edge)].next;
    }
    return episode;
}

// Branch and bound: what the best completion of a prefix would bring bounds what any unknown one
// can bring, so that only prefixes of known networks are looked into, the most promising first.
class KnownNetworks::BestUnknown {
  public:
    BestUnknown(const KnownNetworks& known, std::span<const double> rewards)
        : known_(known), rewards_(rewards), values_(values_to_go(known.mdp_, rewards)) {
        visit(root, Mdp::start(), 0.0);
    }

    Episode episode() const {
        Episode episode;
        NodeId node = Mdp::start();
        for (const std::int32_t edge : best_path_) append(episode, node, edge);
        while (node != Mdp::terminal) append(episode, node, best_edge(node));
        return episode;
    }

  private:
    struct Branch {
        double bound;
        std::int32_t edge;
        PrefixId prefix;
    };

    void visit(PrefixId prefix, NodeId node, double so_far) {
        const std::span<const Edge> edges = known_.mdp_.edges(node);
        const std::vector<PrefixId> children = known_.children(prefix, node);
        std::vector<Branch> branches;
        for (std::size_t i = 0; i < edges.size(); ++i) {
            const double bound = so_far + best_from(edges[i], rewards_, values_);
            const auto edge = static_cast<std::int32_t>(i);
            if (children[i] != none) {
                branches.push_back({bound, edge, children[i]});
            } else if (bound > best_) {
                best_ = bound;
                best_path_ = path_;
                best_path_.push_back(edge);
            }
        }
        std::ranges::stable_sort(branches, std::ranges::greater{}, &Branch::bound);
        for (const Branch& branch : branches) {
            const Edge& edge = edges[static_cast<std::size_t>(branch.edge)];
            if (branch.bound <= best_) break;
            if (known_.exhausted(branch.prefix, edge.next)) continue;
            path_.push_back(branch.edge);
            visit(branch.prefix, edge.next, so_far + reward_of(edge, rewards_));
            path_.pop_back();
        }
    }

    std::int32_t best_edge(NodeId node) const {
        const std::span<const Edge> edges = known_.mdp_.edges(node);
        const auto value = [&](const Edge& edge) { return best_from(edge, rewards_, values_); };
        return static_cast<std::int32_t>(std::ranges::max_element(edges, {}, value) -
                                         edges.begin());
    }

    void append(Episode& episode, NodeId& node, std::int32_t edge) const {
        episode.steps.push_back({node, edge, Choice::greedy});
        node = known_.mdp_.edges(node)[static_cast<std::size_t>(edge)].next;
    }

    const KnownNetworks& known_;
    std::span<const double> rewards_;
    std::vector<double> values_;
    std::vector<std::int32_t> path_;
    std::vector<std::int32_t> best_path_;
    double best_ = -std::numeric_limits<double>::infinity();
};

Episode KnownNetworks::best_unknown(std::span<const double> rewards) const {
    expect(!all(), "KnownNetworks: every network is known");
    return BestUnknown(*this, rewards).episode();
}

}  // namespace metaqnn
