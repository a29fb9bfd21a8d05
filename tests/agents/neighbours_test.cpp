// Neighbours of networks, by hand and by their definition.
#include "agents/neighbours.hpp"

#include <cstdlib>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/cost.hpp"
#include "tests/agents/spaces.hpp"

namespace metaqnn {
namespace {

std::vector<std::string> texts(const Mdp& mdp, const std::vector<Episode>& episodes) {
    std::vector<std::string> texts;
    for (const Episode& episode : episodes) texts.push_back(to_text(mdp.architecture(episode)));
    return texts;
}

using Texts = std::vector<std::string>;

TEST(Neighbours, HaveOneLayerChangedInsertedOrRemoved) {
    const Mdp mdp = two_layer_mdp();
    const Neighbours found = neighbours(mdp, walk(mdp, "[C(8,1,1), SM(10)]"));
    EXPECT_EQ(texts(mdp, found.changed), (Texts{"[C(16,1,1), SM(10)]"}));
    EXPECT_EQ(texts(mdp, found.inserted),
              (Texts{"[C(8,1,1), C(8,1,1), SM(10)]", "[C(16,1,1), C(8,1,1), SM(10)]",
                     "[C(8,1,1), C(8,1,1), SM(10)]", "[C(8,1,1), C(16,1,1), SM(10)]"}));
    EXPECT_EQ(texts(mdp, found.removed), (Texts{"[SM(10)]"}));
}

TEST(Neighbours, OnlyChangeInAChain) {
    const Mdp mdp = chain_mdp(4);
    Rng random(1);
    const Neighbours found = neighbours(mdp, mdp.random_episode(random));
    EXPECT_EQ(found.changed.size(), 8U);
    EXPECT_TRUE(found.inserted.empty());
    EXPECT_TRUE(found.removed.empty());
}

// The number of layers at which two lists differ when one may be longer by one.
bool one_apart(const std::vector<Layer>& a, const std::vector<Layer>& b) {
    if (a.size() > b.size()) return one_apart(b, a);
    std::size_t front = 0;
    while (front < a.size() && a[front] == b[front]) ++front;
    std::size_t back = 0;
    while (back < a.size() - front && a[a.size() - 1 - back] == b[b.size() - 1 - back]) ++back;
    return b.size() - a.size() <= 1 && front + back + (a.size() == b.size() ? 1 : 0) >= a.size();
}

TEST(Neighbours, AreLegalNetworksOneLayerApart) {
    const Mdp mdp(SearchSpace{}, {3, 32}, 10);
    Rng random(4);
    for (int i = 0; i < 20; ++i) {
        const Episode episode = mdp.random_episode(random);
        const std::vector<Layer> layers = mdp.architecture(episode).layers;
        const Neighbours found = neighbours(mdp, episode);
        for (const auto* kind : {&found.changed, &found.inserted, &found.removed}) {
            for (const Episode& neighbour : *kind) {
                const Architecture network = mdp.architecture(neighbour);
                ASSERT_EQ(mdp.episode(network), neighbour);  // throws if it is not legal
                ASSERT_TRUE(one_apart(layers, network.layers)) << to_text(network);
                ASSERT_NE(network.layers, layers);
            }
        }
        EXPECT_FALSE(found.changed.empty());
    }
}

TEST(Neighbours, AreWithinTheLimits) {
    const Limits limits{2500, 0, 0};
    const Mdp mdp = session_mdp(limits);
    Rng random(4);
    std::size_t count = 0;
    for (int i = 0; i < 50; ++i) {
        const Neighbours found = neighbours(mdp, mdp.random_episode(random));
        for (const auto* kind : {&found.changed, &found.inserted, &found.removed}) {
            for (const Episode& neighbour : *kind) {
                const Cost cost = cost_of(mdp.architecture(neighbour), mdp.input());
                ASSERT_LE(cost.parameters, limits.parameters);
                ++count;
            }
        }
    }
    EXPECT_GT(count, 100U);
}

}  // namespace
}  // namespace metaqnn
