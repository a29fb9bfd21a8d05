// metaqnn trainer-sleep: the process behind workers.trainer = "sleep", and behind "table" with
// times; the pool starts it.
#include <memory>

#include "app/command.hpp"
#include "data/result_table_reader.hpp"
#include "io/training_files.hpp"
#include "pool/made_trainer.hpp"
#include "wire/messages.hpp"

namespace metaqnn {
namespace {

struct SleepOptions {
    std::string table;  // empty: made-up answers
    double speed = 1.0;
};

}  // namespace

void add_trainer_sleep(CLI::App& app, CommandResult& result) {
    auto options = std::make_shared<SleepOptions>();
    CLI::App* command = app.add_subcommand("trainer-sleep", "");
    command->group("");
    command->add_option("--table", options->table);
    command->add_option("--speed", options->speed);
    command->callback([options, &result] {
        result.exit_code = serve_sleep(
            [](const TrainerSetup& setup) {
                return std::make_unique<TrainingFiles>(setup.trainings, wire::recipe_hash(setup));
            },
            [options](const TrainerSetup& setup) {
                if (options->table.empty()) return made_with_time(setup.sleep_seconds);
                return recorded(
                    std::make_shared<const ResultTable>(read_result_table(options->table)),
                    options->speed);
            });
    });
}

}  // namespace metaqnn
