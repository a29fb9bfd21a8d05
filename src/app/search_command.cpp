// metaqnn search and metaqnn resume: run a session of a search.
#include <memory>

#include "app/command.hpp"
#include "app/run_session.hpp"
#include "app/session_options.hpp"
#include "app/text_file.hpp"
#include "config/load_config.hpp"

namespace metaqnn {

void add_search(CLI::App& app, CommandResult& result) {
    auto request = std::make_shared<SessionRequest>();
    auto file = std::make_shared<std::string>();
    CLI::App* command = app.add_subcommand("search", "Search for networks");
    command->add_option("config", *file, "TOML file")->required();
    command->add_option("--out", request->run, "Run folder (default: run.directory)");
    command->add_flag("--resume", request->resume,
                      "Go on if the run exists, else start: for batch scripts");
    add_session_options(*command, *request);
    command->footer(
        "Examples:\n  metaqnn search search.toml --workers 2\n"
        "  mpirun -n 9 metaqnn search search.toml --out runs/first\n"
        "  metaqnn search search.toml --time-limit 08:00:00 --resume\n"
        "  metaqnn search search.toml --set search.trials=100 --set training.epochs=5");
    command->callback([request, file, &result] {
        request->configuration = [request = request.get(), file] {
            return load_config(read_text_file(*file), *file, request->overrides);
        };
        result.exit_code = run_session(*request);
    });
}

void add_resume(CLI::App& app, CommandResult& result) {
    auto request = std::make_shared<SessionRequest>();
    request->resume = true;
    CLI::App* command = app.add_subcommand("resume", "Go on with a run that ended early");
    command->add_option("run", request->run, "Run folder")->required();
    add_session_options(*command, *request);
    command->footer(
        "Examples:\n  metaqnn resume metaqnn-run --workers 2\n"
        "  metaqnn resume metaqnn-run --set search.trials=500     more networks, in all 500");
    command->callback([request, &result] { result.exit_code = run_session(*request); });
}

}  // namespace metaqnn
