// Makes the pool of workers that a configuration asks for.
#pragma once

#include <filesystem>
#include <memory>

#include "app/images.hpp"
#include "app/run_folder.hpp"
#include "config/run_config.hpp"
#include "core/evaluator_pool.hpp"

namespace metaqnn {

/// True for trainers that train on images, false for the made-up ones.
bool needs_images(TrainerKind kind);

/// metaqnn-trainer, beside this program.
std::filesystem::path trainer_program();

/// @throws ConfigError if the trainer program is not there
void check_trainer_program(TrainerKind kind);

/// A pool of trainer processes on this node, or of answers at once for the null trainer.
///
/// @param workers     number of trainer processes
/// @param local_rank  of the process on its node: decides which GPU the first worker takes
std::unique_ptr<EvaluatorPool> make_local_pool(const RunConfig& config, const ImageFacts& images,
                                               const RunFolder& folder, int workers,
                                               int local_rank);

}  // namespace metaqnn
