// The rates of each schedule at steps that can be checked by hand.
#include "train/schedule.hpp"

#include <gtest/gtest.h>

namespace metaqnn::train {
namespace {

TEST(RateFactor, StaysWhenConstant) {
    TrainingRecipe recipe;
    recipe.schedule = Schedule::constant;
    EXPECT_EQ(rate_factor(recipe, 0, 10), 1.0);
    EXPECT_EQ(rate_factor(recipe, 199, 10), 1.0);
}

TEST(RateFactor, FallsEveryFiveEpochsInThePaper) {
    const TrainingRecipe recipe;
    EXPECT_EQ(rate_factor(recipe, 49, 10), 1.0);
    EXPECT_DOUBLE_EQ(rate_factor(recipe, 50, 10), 0.2);
    EXPECT_DOUBLE_EQ(rate_factor(recipe, 149, 10), 0.04);
    EXPECT_DOUBLE_EQ(rate_factor(recipe, 199, 10), 0.008);
}

TEST(RateFactor, RisesToThePeakAndFallsToTheEnd) {
    TrainingRecipe recipe;
    recipe.schedule = Schedule::triangular;
    recipe.epochs = 1;
    recipe.peak_position = 0.25;
    // 101 steps: the last is step 100, the peak step 25.
    EXPECT_DOUBLE_EQ(rate_factor(recipe, 0, 101), 0.2);
    EXPECT_DOUBLE_EQ(rate_factor(recipe, 25, 101), 1.0);
    EXPECT_DOUBLE_EQ(rate_factor(recipe, 100, 101), 0.07);
    EXPECT_GT(rate_factor(recipe, 24, 101), rate_factor(recipe, 23, 101));
    EXPECT_LT(rate_factor(recipe, 27, 101), rate_factor(recipe, 26, 101));
}

TEST(RateFactor, SpansAllEpochs) {
    TrainingRecipe recipe;
    recipe.schedule = Schedule::triangular;
    recipe.epochs = 4;
    EXPECT_DOUBLE_EQ(rate_factor(recipe, 39, 10), 0.07);
}

TEST(RateFactor, HoldsForATrainingOfOneStep) {
    TrainingRecipe recipe;
    recipe.schedule = Schedule::triangular;
    recipe.epochs = 1;
    EXPECT_EQ(rate_factor(recipe, 0, 1), 1.0);
}

}  // namespace
}  // namespace metaqnn::train
