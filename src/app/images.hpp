// What the manager must know of the images, without keeping them, or of the table in their place.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "config/run_config.hpp"
#include "core/architecture.hpp"
#include "core/cost.hpp"
#include "core/result_table.hpp"

namespace metaqnn {

/// Facts of a run's images, or of those on which the results of its table were found.
struct ImageFacts {
    ImageShape shape{1, 28};
    int classes = 10;
    std::int64_t training_images = 0;          ///< without the validation images
    std::uint64_t content = 0;                 ///< tells data apart; 0: made, but not by now
    std::string file;                          ///< the node-local file of decoded images
    std::shared_ptr<const ResultTable> table;  ///< none: trainings answer
};

/// Decodes the images of the configuration into the node-local file (once) and tells of them. Made
/// images that nobody trains on are not made: then there is no file. A table is read whole.
/// @throws as prepare_image_file and read_result_table
ImageFacts image_facts(const RunConfig& config);

/// What the memory of a training step depends on, by the recipe.
StepShape step_shape(const TrainingRecipe& recipe);

/// Tells what a network costs: told from its layers, or by the table.
std::function<Cost(const Architecture&)> cost_function(const ImageFacts& images,
                                                       const TrainingRecipe& recipe);

}  // namespace metaqnn
