// The features of networks that can be counted by hand.
#include "agents/transition_features.hpp"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/agents/spaces.hpp"

namespace metaqnn {
namespace {

// Actions C8, C16, SM; at depth 0, 1 all three, at 2 SM alone: 7; one bin: 3; after the start 3,
// after each C 3: 9; after a layer at a depth: 3 + 6 + 2 = 11.
TEST(TransitionFeatures, AreActionsByDepthBinAndLayerBefore) {
    const Mdp mdp = two_layer_mdp();
    const TransitionFeatures features(mdp);
    std::vector<std::int32_t> counts;
    for (const FeatureGroup& group : features.groups()) {
        EXPECT_EQ(group.first, std::accumulate(counts.begin(), counts.end(), 0));
        counts.push_back(group.count);
    }
    EXPECT_EQ(counts, (std::vector<std::int32_t>{3, 7, 3, 9, 11}));
    EXPECT_EQ(features.count(), 33);
}

TEST(TransitionFeatures, AreCountedInANetwork) {
    const Mdp mdp = two_layer_mdp();
    const TransitionFeatures features(mdp);
    const FeatureRow row = features.row(walk(mdp, "[C(8,1,1), C(8,1,1), SM(10)]"));
    const auto total = [&](const FeatureGroup& group) {
        double sum = 0.0;
        for (const FeatureCount& entry : row) {
            const bool inside =
                entry.feature >= group.first && entry.feature < group.first + group.count;
            if (inside) sum += entry.count;
        }
        return sum;
    };
    for (const FeatureGroup& group : features.groups()) EXPECT_EQ(total(group), 3.0);
    EXPECT_EQ(row.front(), (FeatureCount{0, 2.0}));  // C(8,1,1), twice
    EXPECT_TRUE(std::ranges::is_sorted(row, {}, &FeatureCount::feature));
    EXPECT_EQ(row.size(), 2U + 3U + 2U + 3U + 3U);
}

TEST(TransitionFeatures, MakeRewardsThatAddUpToTheNetworks) {
    const Mdp mdp = session_mdp();
    const TransitionFeatures features(mdp);
    Rng random(5);
    std::vector<double> weights(static_cast<std::size_t>(features.count()));
    for (double& weight : weights) weight = random.normal();
    const std::vector<double> rewards = features.rewards(weights);
    for (int i = 0; i < 100; ++i) {
        const Episode episode = mdp.random_episode(random);
        double by_features = 0.0;
        for (const FeatureCount& entry : features.row(episode)) {
            by_features += entry.count * weights[static_cast<std::size_t>(entry.feature)];
        }
        double by_steps = 0.0;
        for (std::size_t step = 0; step < episode.steps.size(); ++step) {
            by_steps += rewards[static_cast<std::size_t>(slot_at(mdp, episode, step))];
        }
        ASSERT_NEAR(by_features, by_steps, 1e-9);
    }
}

TEST(TransitionFeatures, LeaveOutGroupsThatAreTooLarge) {
    SearchSpace space;
    space.max_depth = 18;
    const Mdp mdp(space, {3, 32}, 10);
    const TransitionFeatures features(mdp);
    EXPECT_EQ(features.groups().size(), 4U);
    EXPECT_LE(features.count(), TransitionFeatures::most);
}

TEST(TransitionFeatures, RejectASpaceWithTooManyLayers) {
    SearchSpace space = two_layer_mdp().space();
    space.max_depth = 1;
    space.filters.resize(1001);
    std::iota(space.filters.begin(), space.filters.end(), 1);
    const Mdp mdp(space, {1, 8}, 10);
    EXPECT_THROW(TransitionFeatures{mdp}, ConfigError);
}

}  // namespace
}  // namespace metaqnn
