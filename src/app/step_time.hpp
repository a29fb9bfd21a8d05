// How long a training step of a network takes on this machine.
#pragma once

#include "config/run_config.hpp"
#include "core/architecture.hpp"

namespace metaqnn {

/// Seconds of a step, the median of a few, measured by the trainer program as the configuration's
/// recipe preset, batch, device and precision say.
/// @throws IoError if the trainer program cannot be started or fails (its own message is on stderr)
double measure_step(const Architecture& network, ImageShape images, const RunConfig& config);

}  // namespace metaqnn
