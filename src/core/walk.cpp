// Legal actions step by step; see walk.hpp.
#include "core/walk.hpp"

#include "core/error.hpp"

namespace metaqnn {

Walk::Walk(const Mdp& mdp) : mdp_(mdp) {
    beginning_.map = mdp.input();
    find_choices();
}

void Walk::take(std::int32_t edge, Choice how) {
    expect(!done(), "Walk: it has ended");
    const Edge& taken = mdp_.edges(node_)[static_cast<std::size_t>(edge)];
    episode_.steps.push_back({node_, edge, how});
    if (mdp_.mask() != nullptr) beginning_ = longer(mdp_, beginning_, taken);
    node_ = taken.next;
    find_choices();
}

void Walk::find_choices() {
    choices_.clear();
    if (done()) return;
    const LimitMask* mask = mdp_.mask();
    const std::span<const Edge> edges = mdp_.edges(node_);
    for (std::size_t i = 0; i < edges.size(); ++i) {
        if (mask != nullptr && !mask->allows(mdp_, beginning_, edges[i])) continue;
        choices_.push_back(static_cast<std::int32_t>(i));
    }
}

}  // namespace metaqnn
