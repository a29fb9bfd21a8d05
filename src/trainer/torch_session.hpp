// Brings image file, weights and training together for one manager.
#pragma once

#include <memory>

#include "core/trainer.hpp"
#include "core/trainer_setup.hpp"

namespace metaqnn::trainer {

/// The trainer of a process: maps setup.images, keeps weights in setup.models, states of trainings
/// in flight in setup.trainings and what tested networks say in setup.predictions.
/// @throws ConfigError or IoError if images or device cannot be used
std::unique_ptr<Trainer> make_torch_session(const TrainerSetup& setup);

}  // namespace metaqnn::trainer
