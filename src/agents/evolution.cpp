// Regularised evolution; see evolution.hpp.
#include "agents/evolution.hpp"

#include <utility>

#include "agents/neighbours.hpp"
#include "core/error.hpp"

namespace metaqnn {
namespace {

// So many parents without an unknown child, then a random network.
constexpr int most_parents = 100;

}  // namespace

Evolution::Evolution(const Mdp& mdp, EvolutionSettings settings)
    : mdp_(mdp), settings_(settings), known_(mdp) {
    require(settings.population >= 1, "agent.population must be at least 1");
    require(settings.tournament >= 1, "agent.tournament must be at least 1");
}

Episode Evolution::propose(double /*epsilon*/, RandomSource& random) {
    if (known_.all()) return mdp_.random_episode(random);
    if (std::cmp_less(population_.size(), settings_.population)) {
        return known_.random_unknown(random);
    }
    for (int i = 0; i < most_parents; ++i) {
        std::optional<Episode> child = child_of(parent(random), random);
        if (child) return std::move(*child);
    }
    return known_.random_unknown(random);
}

void Evolution::remember(const Episode& episode, double reward) {
    population_.push_back({episode, reward});
    if (std::cmp_greater(population_.size(), settings_.population)) population_.pop_front();
}

const Episode& Evolution::parent(RandomSource& random) const {
    const Member* best = &population_[random.below(population_.size())];
    for (int i = 1; i < settings_.tournament; ++i) {
        const Member& other = population_[random.below(population_.size())];
        if (other.reward > best->reward) best = &other;
    }
    return best->episode;
}

std::optional<Episode> Evolution::child_of(const Episode& parent, RandomSource& random) const {
    Neighbours all = neighbours(mdp_, parent);
    std::vector<std::vector<Episode>> kinds;
    for (std::vector<Episode>* kind : {&all.changed, &all.inserted, &all.removed}) {
        std::erase_if(*kind, [&](const Episode& child) { return known_.contains(child); });
        if (!kind->empty()) kinds.push_back(std::move(*kind));
    }
    if (kinds.empty()) return std::nullopt;
    std::vector<Episode>& kind = kinds[random.below(kinds.size())];
    return std::move(kind[random.below(kind.size())]);
}

}  // namespace metaqnn
