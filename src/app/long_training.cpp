// Runs of given networks; see long_training.hpp.
#include "app/long_training.hpp"

#include <string_view>
#include <utility>

#include "app/session_options.hpp"
#include "config/dump_config.hpp"
#include "config/load_config.hpp"

namespace metaqnn {
namespace {

// The overrides come last: they also hold for what the command itself has set.
RunConfig overridden(const RunConfig& config, const TrainingsRequest& request) {
    return load_config(dump_config(config, Comments::none), "the configuration",
                       request.session.overrides);
}

// As an override alone it would set only a name: the keys that it stands for are all written out.
std::string preset_of(const TrainingsRequest& request) {
    std::string preset = request.preset;
    for (const std::string& override : request.session.overrides) {
        constexpr std::string_view key = "training.preset=";
        if (!override.starts_with(key)) continue;
        preset = override.substr(key.size());
        std::erase_if(preset, [](char c) { return c == '"' || c == '\''; });
    }
    return preset;
}

}  // namespace

void add_training_options(CLI::App& command, TrainingsRequest& request,
                          const std::string& usual_folder) {
    command.add_option("--preset", request.preset,
                       "Recipe (training.preset) instead of the configuration's [training]");
    command
        .add_option("--trainings", request.trainings,
                    "Of each network, with different seeds (default 1)")
        ->check(CLI::Range(1, 1000));
    command.add_option("--out", request.session.run, "Run folder (default: " + usual_folder + ")");
    command.add_flag("--resume", request.session.resume,
                     "Go on if the trainings were begun, else begin: for batch scripts");
    add_session_options(command, request.session);
}

RunConfig with_recipe(RunConfig config, const TrainingsRequest& request) {
    const std::string preset = preset_of(request);
    if (!preset.empty()) {
        const double trial_seconds = config.training.trial_seconds;  // of [workers]
        config.training = training_preset(preset);
        config.training.trial_seconds = trial_seconds;
        config.training_preset = preset;
    }
    return overridden(config, request);
}

RunConfig training_run(RunConfig config, TrainingList networks, const TrainingsRequest& request) {
    config.train = std::move(networks);
    config.train.trainings = request.trainings;
    config.search.keep_models = static_cast<int>(config.train.trials());
    return overridden(config, request);
}

}  // namespace metaqnn
