// metaqnn search and metaqnn resume: run a session of a search.
#include <memory>

#include "app/command.hpp"
#include "app/run_session.hpp"
#include "config/load_config.hpp"

namespace metaqnn {
namespace {

void add_common(CLI::App& command, SessionRequest& request) {
    command.add_option("--set", request.overrides,
                       "section.key=value, overrides the configuration; may be repeated");
    command
        .add_option("--workers", request.workers,
                    "Local trainer processes (without an MPI launcher; default 1)")
        ->check(CLI::Range(1, 1024));
    command.add_option_function<std::string>(
        "--time-limit",
        [&request](const std::string& text) {
            request.time_limit = read_duration("--time-limit", text);
        },
        "HH:MM:SS or seconds: when the session has stopped in good order (default: "
        "run.time_limit, else the end of the Slurm job); 0: never");
}

}  // namespace

void add_search(CLI::App& app, CommandResult& result) {
    auto request = std::make_shared<SessionRequest>();
    CLI::App* command = app.add_subcommand("search", "Search for networks");
    command->add_option("config", request->config_file, "TOML file")->required();
    command->add_option("--out", request->run, "Run folder (default: run.directory)");
    command->add_flag("--resume", request->resume,
                      "Go on if the run exists, else start: for batch scripts");
    add_common(*command, *request);
    command->footer(
        "Examples:\n  metaqnn search search.toml --workers 2\n"
        "  mpirun -n 9 metaqnn search search.toml --out runs/first\n"
        "  metaqnn search search.toml --time-limit 08:00:00 --resume\n"
        "  metaqnn search search.toml --set search.trials=100 --set training.epochs=5");
    command->callback([request, &result] { result.exit_code = run_session(*request); });
}

void add_resume(CLI::App& app, CommandResult& result) {
    auto request = std::make_shared<SessionRequest>();
    request->resume = true;
    CLI::App* command = app.add_subcommand("resume", "Go on with a run that ended early");
    command->add_option("run", request->run, "Run folder")->required();
    add_common(*command, *request);
    command->footer(
        "Examples:\n  metaqnn resume metaqnn-run --workers 2\n"
        "  metaqnn resume metaqnn-run --set search.trials=500     more networks, in all 500");
    command->callback([request, &result] { result.exit_code = run_session(*request); });
}

}  // namespace metaqnn
