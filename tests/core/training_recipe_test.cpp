// The presets: the paper's numbers and the errors for unknown names.
#include "core/training_recipe.hpp"

#include <string>

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace metaqnn {
namespace {

std::string problem_with(std::string_view name) {
    try {
        training_preset(name);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "";
}

TEST(TrainingPreset, PaperHasTheNumbersOfSectionFive) {
    const TrainingRecipe recipe = training_preset("paper");
    EXPECT_EQ(recipe.epochs, 20);
    EXPECT_EQ(recipe.batch, 128);
    EXPECT_EQ(recipe.optimizer, Optimizer::adam);
    EXPECT_EQ(recipe.learning_rate, 0.001);
    EXPECT_EQ(recipe.step_epochs, 5);
    EXPECT_EQ(recipe.step_factor, 0.2);
    EXPECT_EQ(recipe.learning_rates, 5);
    EXPECT_EQ(recipe.restart_factor, 0.4);
    EXPECT_TRUE(recipe.dropout);
    EXPECT_FALSE(recipe.batch_norm);
}

TEST(TrainingPreset, FastNormalisesAndTakesFewEpochs) {
    const TrainingRecipe recipe = training_preset("fast");
    EXPECT_LE(recipe.epochs, 5);
    EXPECT_EQ(recipe.batch, 500);
    EXPECT_TRUE(recipe.batch_norm);
    EXPECT_EQ(recipe.schedule, Schedule::triangular);
    EXPECT_EQ(recipe.optimizer, Optimizer::muon);
    EXPECT_EQ(recipe.label_smoothing, 0.2);
}

TEST(TrainingPreset, KnowsEveryNameThatItLists) {
    for (const std::string_view name : training_presets()) {
        EXPECT_NO_THROW(training_preset(name)) << name;
    }
}

TEST(TrainingPreset, NamesTheNearMatchOfAMisspeltName) {
    EXPECT_NE(problem_with("papr").find("did you mean paper?"), std::string::npos)
        << problem_with("papr");
}

TEST(TrainingPreset, ListsTheNamesWhenNoneIsNear) {
    EXPECT_NE(problem_with("imagenet").find("paper, fast"), std::string::npos);
}

}  // namespace
}  // namespace metaqnn
