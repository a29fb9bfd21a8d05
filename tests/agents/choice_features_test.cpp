// Features of choices that can be read off the space.
#include "agents/choice_features.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "tests/agents/spaces.hpp"

namespace metaqnn {
namespace {

constexpr Eigen::Index of_layer = 9;

// Of a step of a network.
Eigen::VectorXf features_at(const Mdp& mdp, const char* network, std::size_t step) {
    const Episode episode = walk(mdp, network);
    std::vector<SlotId> before;
    for (std::size_t i = 0; i < step; ++i) before.push_back(slot_at(mdp, episode, i));
    return ChoiceFeatures(mdp).of(before, slot_at(mdp, episode, step));
}

TEST(ChoiceFeatures, TellTheLayersSoFarAndTheAction) {
    const Mdp mdp = session_mdp();  // up to three layers
    const Eigen::VectorXf third = features_at(mdp, "[C(16,3,1), P(2,2), FC(8), SM(10)]", 2);
    ASSERT_EQ(third.size(), 3 + 4 * of_layer);
    EXPECT_FLOAT_EQ(third[0], 2.0F / 3.0F);  // two layers so far
    Eigen::VectorXf convolution(of_layer);
    convolution << 1, 0, 0, 0, 0, 0, 0.4F, 0.375F, 0.25F;
    EXPECT_EQ(third.segment(3, of_layer), convolution);
    Eigen::VectorXf pooling(of_layer);
    pooling << 0, 1, 0, 0, 0, 0, 0, 0.25F, 0.5F;
    EXPECT_EQ(third.segment(3 + of_layer, of_layer), pooling);
    EXPECT_EQ(third.segment(3 + 2 * of_layer, of_layer), Eigen::VectorXf::Zero(of_layer));
    Eigen::VectorXf units(of_layer);
    units << 0, 0, 1, 0, 0, 0, 0.3F, 0, 0;
    EXPECT_EQ(third.tail(of_layer), units);
}

TEST(ChoiceFeatures, TellNoLayerAtTheStart) {
    const Eigen::VectorXf first = features_at(session_mdp(), "[C(8,1,1), SM(10)]", 0);
    EXPECT_FLOAT_EQ(first[0], 0.0F);
    EXPECT_FLOAT_EQ(first[1], 1.0F);
    EXPECT_EQ(first.segment(3, 3 * of_layer), Eigen::VectorXf::Zero(3 * of_layer));
}

TEST(ChoiceFeatures, DifferWhereOnlyAnEarlierLayerDiffers) {
    const Mdp mdp = session_mdp();
    EXPECT_NE(features_at(mdp, "[C(16,3,1), C(8,1,1), SM(10)]", 2),
              features_at(mdp, "[C(16,1,1), C(8,1,1), SM(10)]", 2));
}

}  // namespace
}  // namespace metaqnn
