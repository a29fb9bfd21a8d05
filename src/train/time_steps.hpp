// Times training steps, for comparisons with other programs; see tests/bench.
#pragma once

#include <vector>

#include "core/architecture.hpp"
#include "core/trainer_setup.hpp"

namespace metaqnn::train {

/// Trains the network on random images of its classes. The first two steps are not counted.
/// @param setup  recipe, input, device and threads of the training
/// @return seconds of each step: batch, forward, backward, optimiser
std::vector<double> time_steps(const Architecture& architecture, const TrainerSetup& setup,
                               int steps);

}  // namespace metaqnn::train
