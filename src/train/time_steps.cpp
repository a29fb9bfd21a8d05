// The benchmark of the training step; see time_steps.hpp.
#include "train/time_steps.hpp"

#include <chrono>
#include <vector>

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <c10/core/InferenceMode.h>

#include "train/train_step.hpp"

namespace metaqnn::train {
namespace {

constexpr int warm_up_steps = 2;
constexpr int batches_of_images = 10;

/// Random images with labels.
struct RandomImages {
    std::vector<std::uint8_t> pixels;
    std::vector<std::uint16_t> labels;
    std::vector<float> mean;
    std::vector<float> deviation;

    RandomImages(ImageShape shape, int classes, int count)
        : mean(static_cast<std::size_t>(shape.channels), 127.5F),
          deviation(static_cast<std::size_t>(shape.channels), 73.9F) {
        Rng random(1);
        pixels.resize(static_cast<std::size_t>(count) *
                      static_cast<std::size_t>(shape.channels * shape.side * shape.side));
        for (std::uint8_t& pixel : pixels) pixel = static_cast<std::uint8_t>(random.below(256));
        for (int i = 0; i < count; ++i) {
            labels.push_back(
                static_cast<std::uint16_t>(random.below(static_cast<std::uint64_t>(classes))));
        }
    }
};

}  // namespace

std::vector<double> time_steps(const Architecture& architecture, const TrainerSetup& setup,
                               int steps) {
    using Clock = std::chrono::steady_clock;
    at::set_num_threads(setup.threads);
    const c10::InferenceMode without_autograd;
    const TrainingRecipe& recipe = setup.recipe;
    const Placement placement =
        choose_placement(setup.device, setup.local_rank, setup.recipe.precision);
    const RandomImages made(setup.input, classes_of(architecture.layers.back()),
                            batches_of_images * recipe.batch);
    const DeviceImages images =
        to_device({made.pixels, made.labels}, setup.input, placement.device);
    ImagesView view;
    view.shape = setup.input;
    view.mean = made.mean;
    view.deviation = made.deviation;
    const Standardisation by = standardisation(view, recipe.normalisation, placement.device);
    Network network = build_network(architecture, setup.input, recipe, placement, 1);
    OptimizerState optimizer(recipe, network.parameters());
    TrainingBatches batches(images, by, recipe, 2);
    std::vector<double> times;
    for (int step = 0; step < warm_up_steps + steps; ++step) {
        const auto start = Clock::now();
        if (step % batches_of_images == 0) batches.start_epoch(step / batches_of_images);
        train_step(network, optimizer, batches.batch(step % batches_of_images),
                   recipe.label_smoothing, 1.0)
            .loss.item<double>();
        const std::chrono::duration<double> seconds = Clock::now() - start;
        if (step >= warm_up_steps) times.push_back(seconds.count());
    }
    return times;
}

}  // namespace metaqnn::train
