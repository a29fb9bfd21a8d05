// What of a recipe a trained network still follows.
#include "core/stored_network.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace metaqnn {
namespace {

TEST(InferenceRules, AreThoseOfTheRecipe) {
    TrainingRecipe recipe;
    recipe.normalisation = Normalisation::local_contrast;
    recipe.activation = Activation::gelu;
    recipe.batch_norm = true;
    recipe.dropout = false;
    recipe.gap_relu = false;
    const InferenceRules rules{Normalisation::local_contrast, Activation::gelu, true, false, false};
    EXPECT_EQ(inference_rules(recipe), rules);
    EXPECT_EQ(inference_rules(TrainingRecipe{}), InferenceRules{}) << "the paper's";
}

TEST(PoolsFirst, OnlyWithBatchNormalisationAndWithoutDropoutBetween) {
    InferenceRules rules;
    EXPECT_FALSE(pools_first(rules, 0)) << "activation, then pooling";
    rules.batch_norm = true;
    EXPECT_TRUE(pools_first(rules, 0));
    EXPECT_FALSE(pools_first(rules, 1)) << "dropout follows every second layer";
    EXPECT_TRUE(pools_first(rules, 2));
    rules.dropout = false;
    EXPECT_TRUE(pools_first(rules, 1));
}

TEST(RequireRules, RefusesANetworkWhoseFileDidNotTellThem) {
    StoredNetwork network;
    network.architecture = parse_architecture("[SM(3)]");
    EXPECT_THROW(require_rules(network), ConfigError);
    network.mean = network.deviation = {1.0F};
    EXPECT_NO_THROW(require_rules(network));
}

}  // namespace
}  // namespace metaqnn
