// How long trainings take on this machine, before any was done.
#pragma once

#include "app/images.hpp"
#include "config/run_config.hpp"

namespace metaqnn {

/// Sets limits.time of a search that has limits.seconds and not yet that.
///
/// Training steps of some of 64 random networks of the space are timed: with bisection by
/// multiply-adds for those that need about limits.seconds, then those that are foretold to.
/// Trainers that share a memory are slower than the one that is timed.
/// @throws ConfigError as make_mdp; IoError as measure_step
void measure_training_time(RunConfig& config, const ImageFacts& images);

}  // namespace metaqnn
