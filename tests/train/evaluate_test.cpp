// Scores of a network whose answers are known.
#include "train/evaluate.hpp"

#include <cmath>

#include <ATen/core/Tensor.h>
#include <gtest/gtest.h>

#include "tests/support/test_device.hpp"
#include "tests/train/made_images.hpp"
#include "train/time_steps.hpp"

namespace metaqnn::train {
namespace {

// A linear network that always answers class 2, and is sure of it by the factor e.
Network always_two() {
    Network network = build_network(parse_architecture("[SM(4)]"), {1, 8}, {}, {}, 1);
    const auto parameters = network.parameters();
    parameters[0]->value.zero_();
    parameters[1]->value.zero_();
    parameters[1]->value[2].fill_(1.0);
    return network;
}

TEST(Evaluate, CountsEveryImageOnceWhateverTheBatch) {
    const MadeImages made({1, 8}, 1, 50, 1);
    const DeviceImages images = to_device(made.view().validation, {1, 8}, at::kCPU);
    const Standardisation by = standardisation(made.view(), Normalisation::channel, at::kCPU);
    const double twos = images.labels.eq(2).to(at::kDouble).mean().item<double>();
    Network network = always_two();
    for (const std::int64_t batch : {1, 7, 50, 1000}) {
        const Score score = evaluate(network, images, by, batch);
        EXPECT_DOUBLE_EQ(score.accuracy, twos) << batch;
        EXPECT_NEAR(score.loss, std::log(3.0 + std::exp(1.0)) - twos, 1e-5) << batch;
    }
}

TEST(Predict, GivesTheProbabilitiesOfEveryImageInTheirOrder) {
    const MadeImages made({1, 8}, 1, 50, 1);
    const DeviceImages images = to_device(made.view().validation, {1, 8}, at::kCPU);
    const Standardisation by = standardisation(made.view(), Normalisation::channel, at::kCPU);
    Network network = always_two();
    network.parameters()[0]->value.select(0, 0).fill_(0.05);  // of class 0: as bright as the image
    const Predictions all = predict(network, 4, images, by, 50);
    ASSERT_EQ(all.size(), 50);
    ASSERT_EQ(all.probabilities.size(), 200U);
    EXPECT_EQ(all.classes, 4);
    EXPECT_DOUBLE_EQ(accuracy_of(all), evaluate(network, images, by, 50).accuracy);
    for (std::int64_t i = 0; i < 50; ++i) {
        EXPECT_EQ(all.labels[static_cast<std::size_t>(i)], images.labels[i].item<std::int64_t>());
        const double brightness = plain_batch(images, by, i, 1).images.sum().item<double>();
        const double zero = std::exp(0.05 * brightness);
        const double sum = zero + 2.0 + std::exp(1.0);
        const auto* of_image = &all.probabilities[static_cast<std::size_t>(4 * i)];
        EXPECT_NEAR(of_image[0], zero / sum, 1e-5) << i;
        EXPECT_NEAR(of_image[1], 1.0 / sum, 1e-5) << i;
        EXPECT_NEAR(of_image[2], std::exp(1.0) / sum, 1e-5) << i;
    }
    for (const std::int64_t batch : {1, 7, 1000}) {
        const Predictions other = predict(network, 4, images, by, batch);
        EXPECT_EQ(other.labels, all.labels);
        for (std::size_t k = 0; k < all.probabilities.size(); ++k) {
            EXPECT_NEAR(other.probabilities[k], all.probabilities[k], 1e-6);
        }
    }
}

TEST(TimeSteps, TimesAsManyStepsAsAsked) {
    TrainerSetup setup;
    setup.input = {1, 8};
    setup.device = test_device();
    setup.recipe.batch = 4;
    for (const char* network : {"[C(4,3,1), SM(10)]", "[C(4,3,1), GAP(2)]", "[SM(300)]"}) {
        const std::vector<double> seconds = time_steps(parse_architecture(network), setup, 12);
        ASSERT_EQ(seconds.size(), 12U) << network;
        for (const double second : seconds) EXPECT_GT(second, 0.0);
    }
}

}  // namespace
}  // namespace metaqnn::train
