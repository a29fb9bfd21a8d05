// What the manager must know of the images, without keeping them.
#pragma once

#include <cstdint>
#include <string>

#include "config/run_config.hpp"
#include "core/architecture.hpp"
#include "core/cost.hpp"

namespace metaqnn {

/// Facts of a run's images.
struct ImageFacts {
    ImageShape shape{1, 28};
    int classes = 10;
    std::int64_t training_images = 0;  ///< without the validation images
    std::string file;                  ///< the node-local file of decoded images
};

/// Decodes the images of the configuration into the node-local file (once) and tells of them. Made
/// images that nobody trains on are not made: then there is no file.
/// @throws as prepare_image_file
ImageFacts image_facts(const RunConfig& config);

/// What the memory of a training step depends on, by the recipe.
StepShape step_shape(const TrainingRecipe& recipe);

}  // namespace metaqnn
