// Weights that come from another training of the same layers.
#include "train/take_over.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace metaqnn::train {
namespace {

Network network_of(const char* text, std::uint64_t of_seed) {
    TrainingRecipe recipe;
    recipe.batch_norm = true;
    return build_network(parse_architecture(text), {3, 8}, recipe, {}, of_seed);
}

TEST(TakeOver, TakesAllButTheLastLayerAndLowersTheirRates) {
    Network network = network_of("[C(4,3,1), P(2,2), FC(5), SM(7)]", 1);
    const std::vector<Tensor> before = stored(network.state());
    std::vector<Tensor> given = stored(network_of("[C(4,3,1), P(2,2), FC(5), SM(3)]", 2).state());
    for (Tensor& tensor : given) tensor.values[0] = 0.5F;

    take_over(network, given, 0.25);

    const std::vector<Tensor> after = stored(network.state());
    ASSERT_EQ(after.size(), 10U) << "two layers with statistics, and the last";
    for (std::size_t i = 0; i < after.size(); ++i) {
        const bool last = after[i].name.starts_with("3.");
        EXPECT_EQ(after[i], last ? before[i] : given[i]) << after[i].name;
    }
    for (const Parameter* parameter : network.parameters()) {
        EXPECT_EQ(parameter->rate, parameter->name.starts_with("3.") ? 1.0 : 0.25);
    }
}

TEST(TakeOver, TellsTheLastLayerFromOthersWhoseNumberBeginsAlike) {
    Network network = network_of("[SM(2)]", 1);
    take_over(network, {}, 0.5);
    EXPECT_EQ(network.parameters().front()->rate, 1.0);
    const char* deep =
        "[C(2,1,1), C(2,1,1), C(2,1,1), C(2,1,1), C(2,1,1), C(2,1,1), C(2,1,1), "
        "C(2,1,1), C(2,1,1), C(2,1,1), C(2,1,1), SM(2)]";
    Network eleven = network_of(deep, 1);
    take_over(eleven, stored(eleven.state()), 0.5);
    EXPECT_EQ(eleven.parameters()[2]->name, "1.weight");
    EXPECT_EQ(eleven.parameters()[2]->rate, 0.5) << "layer 1 is not layer 11";
}

TEST(TakeOver, RefusesTheWeightsOfOtherLayers) {
    Network network = network_of("[C(4,3,1), SM(7)]", 1);
    EXPECT_THROW(take_over(network, stored(network_of("[C(5,3,1), SM(7)]", 2).state()), 0.1),
                 ConfigError);
    EXPECT_THROW(take_over(network, {}, 0.1), ConfigError);
}

}  // namespace
}  // namespace metaqnn::train
