// Order, augmentation and standardisation on images small enough to read.
#include "train/batches.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <ATen/core/Tensor.h>
#include <ATen/ops/flip.h>
#include <gtest/gtest.h>

namespace metaqnn::train {
namespace {

/// Images of one channel; every pixel of image i is i + 1, but for what `mark` sets.
struct Stack {
    std::vector<std::uint8_t> pixels;
    std::vector<std::uint16_t> labels;
    std::vector<float> mean{0.0F};
    std::vector<float> deviation{1.0F};

    explicit Stack(int count, int side = 3) {
        for (int i = 0; i < count; ++i) {
            pixels.insert(pixels.end(), static_cast<std::size_t>(side * side),
                          static_cast<std::uint8_t>(i + 1));
            labels.push_back(static_cast<std::uint16_t>(i));
        }
    }
    DeviceImages images(int side = 3) const {
        return to_device({pixels, labels}, {1, side}, at::kCPU);
    }
    Standardisation by() const {
        ImagesView view;
        view.mean = mean;
        view.deviation = deviation;
        return standardisation(view, Normalisation::channel, at::kCPU);
    }
};

TrainingRecipe recipe_of(int batch) {
    TrainingRecipe recipe;
    recipe.batch = batch;
    return recipe;
}

std::vector<float> numbers(const at::Tensor& tensor) {
    const at::Tensor flat = tensor.contiguous();
    const float* first = flat.const_data_ptr<float>();
    return {first, first + flat.numel()};
}

TEST(PlainBatch, StandardisesWithMeanAndDeviation) {
    Stack stack(2);
    stack.mean = {1.0F};
    stack.deviation = {2.0F};
    const Batch batch = plain_batch(stack.images(), stack.by(), 0, 2);
    EXPECT_EQ(batch.images[0][0][0][0].item<float>(), 0.0F);
    EXPECT_EQ(batch.images[1][0][2][2].item<float>(), 0.5F);
    EXPECT_EQ(batch.labels[1].item<std::int64_t>(), 1);
}

/// Three images of two channels and 11 x 11 pixels: two of random grey levels, a flat one.
struct Pictures {
    static constexpr int side = 11;
    std::vector<std::uint8_t> pixels;
    std::vector<std::uint16_t> labels{0, 1, 0};

    Pictures() {
        Rng random(5);
        for (int i = 0; i < 2 * 2 * side * side; ++i) {
            pixels.push_back(static_cast<std::uint8_t>(random.below(256)));
        }
        pixels.insert(pixels.end(), 2 * side * side, 90);
    }
    at::Tensor normalised(Normalisation kind) const {
        ImagesView view;
        view.shape = {2, side};
        const Standardisation by = standardisation(view, kind, at::kCPU);
        return plain_batch(to_device({pixels, labels}, view.shape, at::kCPU), by, 0, 3).images;
    }
    double pixel(int image, int channel, int row, int column) const {
        return pixels[static_cast<std::size_t>(((image * 2 + channel) * side + row) * side +
                                               column)];
    }
};

TEST(GlobalContrast, GivesEachImageMean0AndDeviation1) {
    const at::Tensor images = Pictures().normalised(Normalisation::global_contrast);
    for (int i = 0; i < 2; ++i) {
        EXPECT_NEAR(images[i].mean().item<double>(), 0.0, 1e-5);
        EXPECT_NEAR(images[i].square().mean().item<double>(), 1.0, 1e-4);
    }
    EXPECT_EQ(images[2].abs().max().item<float>(), 0.0F);
}

// Mean over the channels of `values` around a pixel, written out as the formula says it.
template <class Values>
double mean_around(const Values& values, int row, int column) {
    double sum = 0.0;
    double weights = 0.0;
    for (int r = std::max(0, row - 4); r <= std::min(Pictures::side - 1, row + 4); ++r) {
        for (int c = std::max(0, column - 4); c <= std::min(Pictures::side - 1, column + 4); ++c) {
            const double squares = (r - row) * (r - row) + (c - column) * (c - column);
            const double weight = std::exp(-squares / (2.0 * 2.25 * 2.25));
            for (int channel = 0; channel < 2; ++channel) sum += weight * values(channel, r, c);
            weights += 2.0 * weight;
        }
    }
    return sum / weights;
}

TEST(LocalContrast, ComparesEachPixelWithItsSurroundings) {
    constexpr int side = Pictures::side;
    const Pictures pictures;
    const at::Tensor images = pictures.normalised(Normalisation::local_contrast);
    const auto grey = [&](int channel, int r, int c) { return pictures.pixel(1, channel, r, c); };
    double less_mean[2][side][side];
    for (int channel = 0; channel < 2; ++channel) {
        for (int r = 0; r < side; ++r) {
            for (int c = 0; c < side; ++c) {
                less_mean[channel][r][c] = grey(channel, r, c) - mean_around(grey, r, c);
            }
        }
    }
    const auto square = [&](int channel, int r, int c) {
        return less_mean[channel][r][c] * less_mean[channel][r][c];
    };
    double whole = 0.0;
    for (int r = 0; r < side; ++r) {
        for (int c = 0; c < side; ++c) {
            whole += std::sqrt(mean_around(square, r, c)) / (side * side);
        }
    }
    for (const auto& [r, c] : {std::pair{0, 0}, {5, 5}, {10, 3}, {2, 9}}) {
        const double deviation = std::max(whole, std::sqrt(mean_around(square, r, c)));
        EXPECT_NEAR(images[1][0][r][c].item<double>(), less_mean[0][r][c] / deviation, 1e-4);
        EXPECT_NEAR(images[1][1][r][c].item<double>(), less_mean[1][r][c] / deviation, 1e-4);
    }
    EXPECT_NEAR(images[2].abs().max().item<double>(), 0.0, 1e-4);
}

TEST(ToDevice, LeavesThePixelsWhereTheyAreOnTheCpu) {
    const Stack stack(2);
    EXPECT_EQ(stack.images().pixels.const_data_ptr<std::uint8_t>(), stack.pixels.data());
}

TEST(TrainingBatches, ShowsEveryImageOnceAnEpochInAnotherOrder) {
    const Stack stack(6);
    const DeviceImages images = stack.images();
    const Standardisation by = stack.by();
    TrainingBatches batches(images, by, recipe_of(2), 1);
    EXPECT_EQ(batches.steps_per_epoch(), 3);
    std::vector<std::vector<std::int64_t>> orders;
    for (int epoch = 0; epoch < 5; ++epoch) {
        batches.start_epoch(epoch);
        std::vector<std::int64_t> order;
        for (int step = 0; step < 3; ++step) {
            const Batch batch = batches.batch(step);
            for (int i = 0; i < 2; ++i) {
                order.push_back(batch.labels[i].item<std::int64_t>());
                EXPECT_EQ(batch.images[i][0][1][1].item<float>(), order.back() + 1);
            }
        }
        EXPECT_EQ(std::set<std::int64_t>(order.begin(), order.end()).size(), 6U);
        orders.push_back(order);
    }
    EXPECT_GT(std::set(orders.begin(), orders.end()).size(), 1U);
}

TEST(TrainingBatches, LeavesOutImagesThatFillNoBatch) {
    const Stack stack(5);
    const DeviceImages images = stack.images();
    const Standardisation by = stack.by();
    EXPECT_EQ(TrainingBatches(images, by, recipe_of(2), 1).steps_per_epoch(), 2);
}

TEST(TrainingBatches, TakesAllImagesIfABatchIsLarger) {
    const Stack stack(5);
    const DeviceImages images = stack.images();
    const Standardisation by = stack.by();
    const TrainingBatches batches(images, by, recipe_of(50), 1);
    EXPECT_EQ(batches.batch_size(), 5);
    EXPECT_EQ(batches.steps_per_epoch(), 1);
}

TEST(TrainingBatches, IsDecidedByItsSeed) {
    const Stack stack(50);
    const DeviceImages images = stack.images();
    const Standardisation by = stack.by();
    TrainingRecipe recipe = recipe_of(50);
    recipe.shift = 1;
    const auto first = [&](std::uint64_t seed) {
        TrainingBatches batches(images, by, recipe, seed);
        batches.start_epoch(0);
        return batches.batch(0).images;
    };
    EXPECT_TRUE(first(1).equal(first(1)));
    EXPECT_FALSE(first(1).equal(first(2)));
}

TEST(TrainingBatches, GivesABatchWithoutThoseBeforeIt) {
    const Stack stack(6);
    const DeviceImages images = stack.images();
    const Standardisation by = stack.by();
    for (const Mirroring mirroring : {Mirroring::random, Mirroring::alternating}) {
        TrainingRecipe recipe = recipe_of(2);
        recipe.shift = 1;
        recipe.mirroring = mirroring;
        TrainingBatches whole(images, by, recipe, 1);
        TrainingBatches part(images, by, recipe, 1);
        for (int epoch = 0; epoch < 3; ++epoch) {
            whole.start_epoch(epoch);
            for (int step = 0; step < 2; ++step) whole.batch(step);
        }
        part.start_epoch(2);
        EXPECT_TRUE(part.batch(2).images.equal(whole.batch(2).images));
        EXPECT_TRUE(part.batch(2).labels.equal(whole.batch(2).labels));
    }
}

/// One image of 3 x 3 with the numbers 1 to 9.
struct Square {
    Stack stack{1};
    DeviceImages images;
    Standardisation by = stack.by();
    Square() {
        for (std::size_t i = 0; i < 9; ++i) stack.pixels[i] = static_cast<std::uint8_t>(i + 1);
        images = stack.images();
    }
    std::set<std::vector<float>> seen(const TrainingRecipe& recipe, int epochs) const {
        TrainingBatches batches(images, by, recipe, 3);
        std::set<std::vector<float>> all;
        for (int i = 0; i < epochs; ++i) {
            batches.start_epoch(i);
            all.insert(numbers(batches.batch(0).images));
        }
        return all;
    }
};

TEST(TrainingBatches, MirrorsAtRandom) {
    TrainingRecipe recipe = recipe_of(1);
    recipe.mirroring = Mirroring::random;
    EXPECT_EQ(
        Square().seen(recipe, 40),
        (std::set<std::vector<float>>{{1, 2, 3, 4, 5, 6, 7, 8, 9}, {3, 2, 1, 6, 5, 4, 9, 8, 7}}));
}

TEST(TrainingBatches, MirrorsEverySecondEpochWhenAlternating) {
    const Square square;
    TrainingRecipe recipe = recipe_of(1);
    recipe.mirroring = Mirroring::alternating;
    TrainingBatches batches(square.images, square.by, recipe, 3);
    std::vector<at::Tensor> shown;
    for (int epoch = 0; epoch < 4; ++epoch) {
        batches.start_epoch(epoch);
        shown.push_back(batches.batch(0).images);
    }
    EXPECT_TRUE(shown[0].equal(shown[2]));
    EXPECT_TRUE(shown[1].equal(shown[3]));
    EXPECT_TRUE(shown[0].equal(at::flip(shown[1], {3})));
    EXPECT_FALSE(shown[0].equal(shown[1]));
}

TEST(TrainingBatches, ShiftsUpToOnePixelEachWayAndFillsWithBlack) {
    TrainingRecipe recipe = recipe_of(1);
    recipe.shift = 1;
    const auto seen = Square().seen(recipe, 400);
    EXPECT_EQ(seen.size(), 9U);
    EXPECT_TRUE(seen.contains({1, 2, 3, 4, 5, 6, 7, 8, 9}));
    EXPECT_TRUE(seen.contains({0, 0, 0, 0, 1, 2, 0, 4, 5}));  // one down, one right
    EXPECT_TRUE(seen.contains({5, 6, 0, 8, 9, 0, 0, 0, 0}));  // one up, one left
}

TEST(TrainingBatches, ShiftsAndFillsByReflection) {
    TrainingRecipe recipe = recipe_of(1);
    recipe.shift = 1;
    recipe.shift_fill = ShiftFill::reflect;
    const auto seen = Square().seen(recipe, 400);
    EXPECT_EQ(seen.size(), 9U);
    EXPECT_TRUE(seen.contains({5, 4, 5, 2, 1, 2, 5, 4, 5}));  // one down, one right
}

TEST(TrainingBatches, KeepsColoursTogether) {
    const std::vector<std::uint8_t> pixels{1, 2, 3, 4, 11, 12, 13, 14};
    const std::vector<std::uint16_t> labels{0};
    const std::vector<float> mean{0.0F, 10.0F};
    const std::vector<float> deviation{1.0F, 1.0F};
    const DeviceImages images = to_device({pixels, labels}, {2, 2}, at::kCPU);
    ImagesView view;
    view.mean = mean;
    view.deviation = deviation;
    const Standardisation by = standardisation(view, Normalisation::channel, at::kCPU);
    TrainingRecipe recipe = recipe_of(1);
    recipe.mirroring = Mirroring::random;
    TrainingBatches batches(images, by, recipe, 1);
    for (int epoch = 0; epoch < 10; ++epoch) {
        batches.start_epoch(epoch);
        const at::Tensor shown = batches.batch(0).images;
        EXPECT_TRUE(shown.select(1, 0).equal(shown.select(1, 1)));
        EXPECT_TRUE(shown.is_contiguous(at::MemoryFormat::ChannelsLast));
    }
}

}  // namespace
}  // namespace metaqnn::train
