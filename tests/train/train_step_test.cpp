// One step of training: of the networks that the paper publishes, and on images that repeat.
#include "train/train_step.hpp"

#include <cmath>

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "tests/core/published_networks.hpp"
#include "tests/train/made_images.hpp"

namespace metaqnn::train {
namespace {

Batch random_batch(std::int64_t count, ImageShape shape, int classes) {
    Rng random(3);
    at::Tensor images = at::empty({count, shape.channels, shape.side, shape.side}, at::kFloat);
    auto* numbers = images.mutable_data_ptr<float>();
    for (std::int64_t i = 0; i < images.numel(); ++i) {
        numbers[i] = static_cast<float>(random.normal());
    }
    return {images.contiguous(at::MemoryFormat::ChannelsLast),
            at::arange(count, at::kLong).remainder(classes)};
}

class PublishedNetworkStep : public testing::TestWithParam<PublishedNetwork> {};

// ELU, as in the first MNIST space: no unit is dead whatever the images.
TEST_P(PublishedNetworkStep, ChangesEveryParameter) {
    TrainingRecipe recipe;
    recipe.activation = Activation::elu;
    Network network =
        build_network(parse_architecture(GetParam().text), GetParam().input, recipe, {}, 1);
    OptimizerState optimizer(recipe, network.parameters());
    std::vector<at::Tensor> before;
    for (const Parameter* parameter : network.parameters()) {
        before.push_back(parameter->value.clone());
    }
    const Judgement judgement =
        train_step(network, optimizer, random_batch(2, GetParam().input, 10), 0.0, 1.0);
    EXPECT_TRUE(std::isfinite(judgement.loss.item<double>()));
    for (std::size_t i = 0; i < before.size(); ++i) {
        const Parameter& parameter = *network.parameters()[i];
        EXPECT_TRUE(at::isfinite(parameter.value).all().item<bool>()) << parameter.name;
        EXPECT_FALSE(at::equal(parameter.value, before[i])) << parameter.name;
    }
}

INSTANTIATE_TEST_SUITE_P(Baker2017, PublishedNetworkStep, testing::ValuesIn(published_networks()));

TEST(TrainStep, LowersTheLossOfTheSameBatch) {
    const MadeImages made({1, 8}, 40, 1, 1);
    const DeviceImages images = to_device(made.view().train, {1, 8}, at::kCPU);
    const Standardisation by = standardisation(made.view(), Normalisation::channel, at::kCPU);
    TrainingRecipe recipe;
    recipe.dropout = false;
    Network network = build_network(parse_architecture("[C(8,3,1), SM(4)]"), {1, 8}, recipe, {}, 1);
    OptimizerState optimizer(recipe, network.parameters());
    const auto step = [&] {
        return train_step(network, optimizer, plain_batch(images, by, 0, 40), 0.0, 1.0)
            .loss.item<double>();
    };
    const double first = step();
    for (int i = 0; i < 20; ++i) step();
    EXPECT_LT(step(), 0.5 * first);
}

}  // namespace
}  // namespace metaqnn::train
