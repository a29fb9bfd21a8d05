// The tree of known networks; see known_networks.hpp.
#include "agents/known_networks.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/error.hpp"
#include "core/walk.hpp"

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

KnownNetworks::KnownNetworks(const Mdp& mdp) : mdp_(mdp) {
    const auto open = static_cast<std::int32_t>(Walk(mdp).choices().size());
    prefixes_.push_back({0, none, none, open});
}

KnownNetworks::PrefixId KnownNetworks::child(PrefixId prefix, std::int32_t edge) const {
    PrefixId found = prefixes_[static_cast<std::size_t>(prefix)].first_child;
    while (found != none && prefixes_[static_cast<std::size_t>(found)].edge != edge) {
        found = prefixes_[static_cast<std::size_t>(found)].next_sibling;
    }
    return found;
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
    Walk walk(mdp_);
    std::vector<PrefixId> path{root};
    std::vector<bool> legal;
    for (const Step& step : episode.steps) {
        legal.push_back(std::ranges::binary_search(walk.choices(), step.edge));
        walk.take(step.edge, step.choice);
        PrefixId next = child(path.back(), step.edge);
        if (next == none) {
            next = static_cast<PrefixId>(prefixes_.size());
            Prefix& parent = prefixes_[static_cast<std::size_t>(path.back())];
            const PrefixId sibling = std::exchange(parent.first_child, next);
            const auto open = static_cast<std::int32_t>(walk.choices().size());
            prefixes_.push_back({step.edge, none, sibling, open});
        }
        path.push_back(next);
    }
    for (std::size_t i = episode.steps.size(); i-- > 0 && legal[i];) {
        if (--prefixes_[static_cast<std::size_t>(path[i])].open_edges > 0) break;
    }
}

Episode KnownNetworks::random_unknown(RandomSource& random) const {
    return unknown_by([&](const Walk&, std::span<const std::int32_t> choices) {
        return Pick{choices[random.below(choices.size())], Choice::random};
    });
}

Episode KnownNetworks::unknown_by(const Picker& picker) const {
    expect(!all(), "KnownNetworks: every network is known");
    PrefixId prefix = root;
    Walk walk(mdp_);
    while (!walk.done()) {
        const std::vector<PrefixId> known = children(prefix, walk.node());
        std::vector<std::int32_t> choices;
        for (const std::int32_t edge : walk.choices()) {
            if (!exhausted(known[static_cast<std::size_t>(edge)])) choices.push_back(edge);
        }
        const auto [edge, how] = picker(walk, choices);
        prefix = known[static_cast<std::size_t>(edge)];
        walk.take(edge, how);
    }
    return walk.episode();
}

// Branch and bound, the most promising beginning first: what the best network with a beginning
// would bring bounds what any unknown one can bring. Without limits the bound is reached by every
// unknown beginning, so that only those of known networks are looked into.
class KnownNetworks::BestUnknown {
  public:
    BestUnknown(const KnownNetworks& known, std::span<const double> rewards)
        : known_(known), rewards_(rewards), values_(values_to_go(known.mdp_, rewards)) {
        visit(root, Walk(known.mdp_), 0.0);
    }

    const Episode& episode() const { return best_episode_; }

  private:
    static constexpr int most_visits = 2000;

    struct Branch {
        double bound;
        std::int32_t edge;
        PrefixId prefix;
    };

    void visit(PrefixId prefix, const Walk& walk, double so_far) {
        ++visits_;
        const std::span<const Edge> edges = known_.mdp_.edges(walk.node());
        for (const Branch& branch : branches(prefix, walk, so_far)) {
            if (branch.bound <= best_ || has_looked_enough()) break;
            const Edge& edge = edges[static_cast<std::size_t>(branch.edge)];
            Walk longer = walk;
            longer.take(branch.edge, Choice::greedy);
            if (longer.done()) {
                best_ = branch.bound;
                best_episode_ = longer.episode();
            } else {
                visit(branch.prefix, longer, so_far + reward_of(edge, rewards_));
            }
        }
    }

    std::vector<Branch> branches(PrefixId prefix, const Walk& walk, double so_far) const {
        const std::span<const Edge> edges = known_.mdp_.edges(walk.node());
        const std::vector<PrefixId> children = known_.children(prefix, walk.node());
        std::vector<Branch> branches;
        for (const std::int32_t edge : walk.choices()) {
            const auto i = static_cast<std::size_t>(edge);
            if (known_.exhausted(children[i])) continue;
            branches.push_back(
                {so_far + best_from(edges[i], rewards_, values_), edge, children[i]});
        }
        std::ranges::stable_sort(branches, std::ranges::greater{}, &Branch::bound);
        return branches;
    }

    bool has_looked_enough() const {
        return known_.mdp_.mask() != nullptr && visits_ > most_visits &&
               !best_episode_.steps.empty();
    }

    const KnownNetworks& known_;
    std::span<const double> rewards_;
    std::vector<double> values_;
    Episode best_episode_;
    double best_ = -std::numeric_limits<double>::infinity();
    int visits_ = 0;
};

Episode KnownNetworks::best_unknown(std::span<const double> rewards) const {
    expect(!all(), "KnownNetworks: every network is known");
    return BestUnknown(*this, rewards).episode();
}

}  // namespace metaqnn
