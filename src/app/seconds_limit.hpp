// A limit of seconds, turned into one of multiply-adds.
#pragma once

#include "app/images.hpp"
#include "config/run_config.hpp"

namespace metaqnn {

/// Sets limits.seconds_multiply_adds of a search that has limits.seconds and not yet that: to the
/// multiply-adds of a network whose training is foretold to take so long on this machine.
///
/// Training steps of some of 64 random networks of the space are timed, with bisection for those
/// that need about so long; TimePredictor tells what nine of ten trainings of that size do not
/// exceed. Trainers that share a memory are slower than the one that is timed.
/// @throws ConfigError as make_mdp; IoError as measure_step
void measure_seconds_limit(RunConfig& config, const ImageFacts& images);

}  // namespace metaqnn
