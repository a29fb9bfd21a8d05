// Local search; see local_search.hpp.
#include "agents/local_search.hpp"

#include <utility>

#include "agents/neighbours.hpp"

namespace metaqnn {

Episode LocalSearch::propose(double /*epsilon*/, RandomSource& random) {
    if (known_.all()) return mdp_.random_episode(random);
    std::vector<Episode> unknown = unknown_neighbours();
    if (unknown.empty()) return known_.random_unknown(random);
    return std::move(unknown[random.below(unknown.size())]);
}

void LocalSearch::remember(const Episode& episode, double reward) {
    // Random networks are those that a restart proposes; others belong to the old centre.
    const auto restarts = [&] {
        return episode.steps.front().choice == Choice::random && unknown_neighbours().empty();
    };
    if (!centre_ || reward > centre_->reward || restarts()) centre_ = {episode, reward};
}

std::vector<Episode> LocalSearch::unknown_neighbours() const {
    if (!centre_) return {};
    Neighbours all = neighbours(mdp_, centre_->episode);
    std::vector<Episode> unknown;
    for (std::vector<Episode>* kind : {&all.changed, &all.inserted, &all.removed}) {
        for (Episode& neighbour : *kind) {
            if (!known_.contains(neighbour)) unknown.push_back(std::move(neighbour));
        }
    }
    return unknown;
}

}  // namespace metaqnn
