// Legal actions step by step; see walk.hpp.
#include "core/walk.hpp"

#include <numeric>

#include "core/error.hpp"
#include "core/limit_mask.hpp"

namespace metaqnn {

Walk::Walk(const Mdp& mdp) : mdp_(mdp) { find_choices(); }

void Walk::take(std::int32_t edge, Choice how) {
    expect(!done(), "Walk: it has ended");
    const Edge& taken = mdp_.edges(node_)[static_cast<std::size_t>(edge)];
    episode_.steps.push_back({node_, edge, how});
    if (mdp_.mask() != nullptr) beginning_.layers.push_back(mdp_.action(taken));
    node_ = taken.next;
    find_choices();
}

void Walk::find_choices() {
    choices_.clear();
    if (done()) return;
    if (const LimitMask* mask = mdp_.mask(); mask != nullptr) {
        choices_ = mask->choices(mdp_, node_, beginning_);
    } else {
        choices_.resize(mdp_.edges(node_).size());
        std::iota(choices_.begin(), choices_.end(), 0);
    }
}

}  // namespace metaqnn
