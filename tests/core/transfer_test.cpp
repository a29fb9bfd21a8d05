// Which networks and weights can be taken to other images.
#include "core/transfer.hpp"

#include <functional>

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace metaqnn {
namespace {

TEST(WithClasses, ChangesTheLastLayerOnly) {
    const Architecture softmax = parse_architecture("[C(8,3,1), SM(10)]");
    EXPECT_EQ(to_text(with_classes(softmax, 100)), "[C(8,3,1), SM(100)]");
    const Architecture average = parse_architecture("[C(8,3,1), GAP(10)]");
    EXPECT_EQ(to_text(with_classes(average, 2)), "[C(8,3,1), GAP(2)]");
}

StoredNetwork a_network(const char* text) {
    StoredNetwork network;
    network.architecture = parse_architecture(text);
    network.input = {3, 8};
    network.classes = 10;
    network.mean = network.deviation = {1.0F, 1.0F, 1.0F};
    return network;
}

std::string refusal(const StoredNetwork& network, ImageShape images,
                    const std::function<void(TrainingRecipe&)>& change = {}) {
    TrainingRecipe recipe;
    if (change) change(recipe);
    try {
        check_transfer(network, images, recipe);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "none";
}

void expect_part(const std::string& text, const char* part) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST(CheckTransfer, TakesConvolutionsToImagesOfAnotherSide) {
    EXPECT_EQ(refusal(a_network("[C(8,3,1), P(2,2), SM(10)]"), {3, 12}), "none");
    EXPECT_EQ(refusal(a_network("[C(8,3,1), P(2,2), FC(4), FC(4), SM(10)]"), {3, 8}), "none");
    EXPECT_EQ(refusal(a_network("[C(8,3,1), P(8,1), FC(4), SM(10)]"), {3, 8}), "none");
}

TEST(CheckTransfer, RefusesFullyConnectedWeightsOnAnotherMap) {
    const StoredNetwork network = a_network("[C(8,3,1), P(2,2), FC(4), SM(10)]");
    expect_part(refusal(network, {3, 12}), "FC(4) in [C(8,3,1)");
    expect_part(refusal(network, {3, 12}), "maps of 4 pixels (on these images 6)");
    expect_part(refusal(a_network("[FC(4), SM(10)]"), {3, 9}), "maps of 8 pixels");
}

TEST(CheckTransfer, RefusesOtherChannelsAndLayersThatDoNotFit) {
    expect_part(refusal(a_network("[C(8,3,1), SM(10)]"), {1, 8}), "3 channels (these have 1)");
    expect_part(refusal(a_network("[P(7,1), SM(10)]"), {3, 6}), "P(7,1) does not fit");
}

TEST(CheckTransfer, RefusesAnotherRecipeThanTheWeightsWereTrainedBy) {
    const StoredNetwork network = a_network("[C(8,3,1), SM(10)]");
    expect_part(refusal(network, {3, 8}, [](auto& recipe) { recipe.batch_norm = true; }),
                "training.batch_norm = true");
    expect_part(refusal(network, {3, 8}, [](auto& recipe) { recipe.activation = Activation::elu; }),
                "trained with \"relu\"");
}

TEST(CheckTransfer, RefusesWeightsThatDoNotTellTheirRules) {
    StoredNetwork network = a_network("[C(8,3,1), SM(10)]");
    network.mean = network.deviation = {};
    expect_part(refusal(network, {3, 8}), "older metaqnn");
}

}  // namespace
}  // namespace metaqnn
