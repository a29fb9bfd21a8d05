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

TEST(RateFactor, GoesFromStageToStageAndStaysInTheLast) {
    TrainingRecipe recipe;
    recipe.schedule = Schedule::stages;
    recipe.stages = {{1.0, 2}, {0.5, 1}, {0.01, 1}};
    EXPECT_EQ(rate_factor(recipe, 19, 10), 1.0);
    EXPECT_EQ(rate_factor(recipe, 20, 10), 0.5);
    EXPECT_EQ(rate_factor(recipe, 30, 10), 0.01);
    EXPECT_EQ(rate_factor(recipe, 90, 10), 0.01);
}

TEST(RateFactor, OfTheLongTrainingOfThePaperIsThatOfTheText) {
    const TrainingRecipe recipe = training_preset("paper-long-cifar10");
    const auto rate = [&](int epoch) {
        return recipe.learning_rate * rate_factor(recipe, epoch * std::int64_t{10}, 10);
    };
    EXPECT_EQ(recipe.epochs, 300);
    EXPECT_DOUBLE_EQ(rate(39), 0.025);
    EXPECT_DOUBLE_EQ(rate(40), 0.0125);
    EXPECT_DOUBLE_EQ(rate(80), 0.0001);
    EXPECT_DOUBLE_EQ(rate(299), 0.00001);
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
