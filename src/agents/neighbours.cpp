// One layer more, less or another; see neighbours.hpp.
#include "agents/neighbours.hpp"

#include <cstdint>
#include <span>

#include "core/walk.hpp"

namespace metaqnn {
namespace {

// Takes these layers; false if one of them is not legal there.
bool follow(const Mdp& mdp, Walk& walk, std::span<const Layer> layers) {
    for (const Layer& layer : layers) {
        if (walk.done()) return false;
        const std::span<const Edge> edges = mdp.edges(walk.node());
        const std::span<const std::int32_t> choices = walk.choices();
        std::size_t i = 0;
        while (i < choices.size() &&
               mdp.action(edges[static_cast<std::size_t>(choices[i])]) != layer) {
            ++i;
        }
        if (i == choices.size()) return false;
        walk.take(choices[i], Choice::greedy);
    }
    return walk.done();
}

void add_if_legal(const Mdp& mdp, Walk walk, std::span<const Layer> rest,
                  std::vector<Episode>& to) {
    if (follow(mdp, walk, rest)) to.push_back(walk.episode());
}

}  // namespace

Neighbours neighbours(const Mdp& mdp, const Episode& episode) {
    const std::vector<Layer> layers = mdp.architecture(episode).layers;
    Neighbours found;
    Walk before(mdp);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const std::int32_t taken = episode.steps[i].edge;
        const std::span<const Layer> rest = std::span(layers).subspan(i);
        for (const std::int32_t edge : before.choices()) {
            Walk other = before;
            other.take(edge, Choice::greedy);
            if (edge != taken) add_if_legal(mdp, other, rest.subspan(1), found.changed);
            if (!other.done()) add_if_legal(mdp, other, rest, found.inserted);
        }
        if (rest.size() > 1) add_if_legal(mdp, before, rest.subspan(1), found.removed);
        before.take(taken, Choice::greedy);
    }
    return found;
}

}  // namespace metaqnn
