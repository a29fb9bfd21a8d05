// Scores by rank against values computed by hand.
#include "agents/reward_scores.hpp"

#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace metaqnn {
namespace {

// Logistic score of a probability, with variance 1.
double logistic(double p) { return std::numbers::sqrt3 / std::numbers::pi * std::log(p / (1 - p)); }

TEST(RewardScores, GoByRankAlone) {
    const std::vector<double> rewards{0.9, 0.1, 0.5};
    const RewardScores scores(rewards);
    // ranks 0.5, 1.5 and 2.5 of 3
    EXPECT_DOUBLE_EQ(scores.score(0.1), logistic(0.625 / 3.25));
    EXPECT_DOUBLE_EQ(scores.score(0.5), 0.0);
    EXPECT_DOUBLE_EQ(scores.score(0.9), logistic(2.625 / 3.25));
}

TEST(RewardScores, AreEqualForEqualRewards) {
    const std::vector<double> rewards{0.1, 0.1, 0.1, 0.7};
    const RewardScores scores(rewards);
    EXPECT_DOUBLE_EQ(scores.score(0.1), logistic(1.625 / 4.25));  // rank 1.5
    const std::vector<double> same{0.3, 0.3};
    EXPECT_EQ(RewardScores(same).score(0.3), 0.0);
}

TEST(RewardScores, AreBoundedForRewardsThatAreNotKnown) {
    const std::vector<double> rewards{0.9, 0.1, 0.5};
    const RewardScores scores(rewards);
    EXPECT_DOUBLE_EQ(scores.score(-1e9), logistic(0.125 / 3.25));
    EXPECT_DOUBLE_EQ(scores.score(0.2), logistic(1.125 / 3.25));
    EXPECT_DOUBLE_EQ(scores.score(1e9), logistic(3.125 / 3.25));
}

TEST(RewardScores, GoBackToTheirRewards) {
    const std::vector<double> rewards{0.9, 0.1, 0.5, 0.6};
    const RewardScores scores(rewards);
    for (const double reward : rewards) {
        EXPECT_NEAR(scores.reward(scores.score(reward)), reward, 1e-12);
    }
    EXPECT_NEAR(scores.reward(0.0), 0.55, 1e-12);  // between the two in the middle
    EXPECT_EQ(scores.reward(-100.0), 0.1);
    // twice as far from 0 as the best: the line goes through the median, here 0.6
    EXPECT_NEAR(scores.reward(2.0 * scores.score(0.9)), 0.9 + 0.3, 1e-12);
}

TEST(RewardScores, OfOneRewardAlwaysGiveIt) {
    const std::vector<double> rewards{0.4};
    const RewardScores scores(rewards);
    for (const double score : {-3.0, 0.0, 3.0}) EXPECT_EQ(scores.reward(score), 0.4);
    EXPECT_THROW(RewardScores({}), LogicError);
}

}  // namespace
}  // namespace metaqnn
