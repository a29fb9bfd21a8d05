// The program metaqnn: reads the command line, runs one subcommand, turns errors into exit codes.
#include <csignal>
#include <string>
#include <string_view>
#include <vector>

#include <spdlog/spdlog.h>

#include "app/command.hpp"
#include "app/logging.hpp"
#include "app/version.hpp"
#include "core/text.hpp"

namespace metaqnn {
namespace {

constexpr const char* examples = R"(Examples:
  metaqnn search search.toml --workers 2          a search on this computer
  mpirun -n 3 metaqnn search search.toml          the same over MPI: rank 0 manages, 2 train
  metaqnn status metaqnn-run                      how far it is
  metaqnn report metaqnn-run                      what came out
  metaqnn config --dump-default > search.toml     every setting, explained

Exit codes: 0 done, 1 error, 2 usage or configuration, 75 stopped before the end (resume it).)";

// One line: what is wrong, and where to read what is right.
std::string usage_error(const CLI::App* app, const CLI::Error& error) {
    std::string problem = error.what();
    std::string help = app->get_name();
    const CLI::App* reached = app;
    while (!reached->get_subcommands().empty()) {
        reached = reached->get_subcommands().front();
        help += " " + reached->get_name();
    }
    const std::vector<std::string> rest = app->remaining(true);
    const std::vector<const CLI::App*> commands = reached->get_subcommands({});
    if (!commands.empty() && !rest.empty()) {
        // Else it is told that there is no command, though there is a misspelt one.
        std::vector<std::string> names;
        names.reserve(commands.size());
        for (const CLI::App* command : commands) names.push_back(command->get_name());
        const std::vector<std::string_view> candidates(names.begin(), names.end());
        const bool option = rest.front().starts_with('-');
        problem = (option ? "unknown option " : "unknown command ") + rest.front() +
                  suggestion(rest.front(), candidates);
    }
    return "metaqnn: " + printable(problem) + "; see " + help + " --help\n";
}

// An empty name, as of a variable that a script did not set, would stand for the default or for
// none.
void refuse_empty_names(CLI::App& app) {
    const CLI::Validator named(
        [](const std::string& name) { return name.empty() ? "is empty; name it" : ""; }, "", "");
    for (CLI::App* command : app.get_subcommands({})) {
        for (CLI::Option* option : command->get_options()) {
            if (option->get_positional() || option->check_lname("out")) option->check(named);
        }
    }
}

int parse_and_run(int argc, char** argv) {
    CLI::App app{"Designs convolutional networks by reinforcement learning.", "metaqnn"};
    app.footer(examples);
    app.set_version_flag(
        "--version", [] { return version_text(); }, "Versions of the program and of its libraries");
    std::string log_level = "info";
    app.add_option("--log-level", log_level, "trace, debug, info, warn, error or off")
        ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}))
        ->capture_default_str();
    app.parse_complete_callback([&] { start_logging(log_level); });
    app.require_subcommand(1);
    app.failure_message(usage_error);
    app.fallthrough();
    CommandResult result;
    add_search(app, result);
    add_resume(app, result);
    add_train(app, result);
    add_ensemble(app, result);
    add_evaluate(app, result);
    add_status(app, result);
    add_report(app, result);
    add_transfer(app, result);
    add_export(app, result);
    add_replay(app, result);
    add_repair(app, result);
    add_describe(app, result);
    add_space(app, result);
    add_bench_agents(app, result);
    add_config(app, result);
    add_data(app, result);
    add_trainer_sleep(app, result);
    refuse_empty_names(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_done : exit_usage;
    }
    return result.exit_code;
}

}  // namespace
}  // namespace metaqnn

int main(int argc, char** argv) {
    // Where the launcher has it ignored, nobody could ask how a trainer ended.
    std::signal(SIGCHLD, SIG_DFL);
    try {
        return metaqnn::parse_and_run(argc, argv);
    } catch (...) {
        return metaqnn::report_error();
    }
}
