// What metaqnn train and metaqnn transfer have in common: given networks, trained as a run.
#pragma once

#include <cstdint>
#include <string>

#include <CLI/CLI.hpp>

#include "app/run_session.hpp"
#include "config/run_config.hpp"

namespace metaqnn {

/// What the command line asks for.
struct TrainingsRequest {
    std::string preset;          ///< recipe instead of the configuration's; empty: that one
    std::int64_t trainings = 1;  ///< of each network
    SessionRequest session;
};

/// --preset, --trainings, --out, --resume and the options of a session. The request outlives the
/// command.
/// @param usual_folder  of the run, in words
void add_training_options(CLI::App& command, TrainingsRequest& request,
                          const std::string& usual_folder);

/// The configuration with the recipe and the overrides that are asked for.
RunConfig with_recipe(RunConfig config, const TrainingsRequest& request);

/// The configuration of a run that trains these networks so often as is asked for, and keeps and
/// tests all of them.
RunConfig training_run(RunConfig config, TrainingList networks, const TrainingsRequest& request);

}  // namespace metaqnn
