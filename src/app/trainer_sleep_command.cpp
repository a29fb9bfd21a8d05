// metaqnn trainer-sleep: the process behind workers.trainer = "sleep"; the pool starts it.
#include <memory>

#include "app/command.hpp"
#include "io/training_files.hpp"
#include "pool/made_trainer.hpp"
#include "wire/messages.hpp"

namespace metaqnn {

void add_trainer_sleep(CLI::App& app, CommandResult& result) {
    CLI::App* command = app.add_subcommand("trainer-sleep", "");
    command->group("");
    command->callback([&result] {
        result.exit_code = serve_sleep([](const TrainerSetup& setup) {
            return std::make_unique<TrainingFiles>(setup.trainings, wire::recipe_hash(setup));
        });
    });
}

}  // namespace metaqnn
