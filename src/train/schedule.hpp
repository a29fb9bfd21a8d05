// The learning rate over a training: a pure function of the step.
#pragma once

#include <cstdint>

#include "core/training_recipe.hpp"

namespace metaqnn::train {

/// Part of the peak rate at a step.
///
/// constant: 1. steps: step_factor for each step_epochs that passed (Baker et al. 2017, Sec. 5).
/// stages: of the stage that the epoch falls in. triangular: linear from initial_fraction to 1 at
/// peak_position, then to final_fraction.
/// @param step  from 0 to epochs * steps_per_epoch - 1
double rate_factor(const TrainingRecipe& recipe, std::int64_t step, std::int64_t steps_per_epoch);

}  // namespace metaqnn::train
