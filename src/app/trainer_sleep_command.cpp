// metaqnn trainer-sleep: the process behind workers.trainer = "sleep"; the pool starts it.
#include "app/command.hpp"
#include "pool/made_trainer.hpp"

namespace metaqnn {

void add_trainer_sleep(CLI::App& app, CommandResult& result) {
    CLI::App* command = app.add_subcommand("trainer-sleep", "");
    command->group("");
    command->callback([&result] { result.exit_code = serve_sleep(); });
}

}  // namespace metaqnn
