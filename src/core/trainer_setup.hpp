// What a trainer process must know before its first trial: plain data, sent once when it starts.
#pragma once

#include <cstdint>
#include <string>

#include "core/architecture.hpp"
#include "core/training_recipe.hpp"

namespace metaqnn {

/// Sent by the pool to each trainer process as its first message.
struct TrainerSetup {
    TrainingRecipe recipe;
    std::string images;       ///< path of the node-local image file (data layer)
    std::string models;       ///< folder for stored weights; empty: store none
    std::string trainings;    ///< folder for states of trainings in flight; empty: store none
    std::string predictions;  ///< folder for what tested networks say; empty: store none
    ImageShape input{1, 28};
    int classes = 10;
    std::string device = "auto";  ///< "auto", "cpu", "cuda" or "cuda:N"
    int local_rank = 0;           ///< of the worker on its node: which GPU "auto" and "cuda" take
    int threads = 1;              ///< of CPU computations
    double sleep_seconds = 0.1;   ///< mean of the sleep trainer
    double grace_seconds = 15.0;  ///< asked to stop, an epoch that ends within is ended first
    double save_seconds = 600.0;  ///< between two saved states of a training; 0: only at a stop
    bool operator==(const TrainerSetup&) const = default;
};

}  // namespace metaqnn
