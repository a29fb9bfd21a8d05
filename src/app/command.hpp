// The subcommands of metaqnn: each file of this folder adds one to the command line.
#pragma once

#include <CLI/CLI.hpp>

namespace metaqnn {

/// Exit codes of every command.
enum ExitCode : int {
    exit_done = 0,
    exit_error = 1,
    exit_usage = 2,    ///< usage or configuration: nothing was written
    exit_resume = 75,  ///< stopped before the end, worth resuming
};

/// What the command that ran answers; CLI11's callbacks return nothing.
struct CommandResult {
    int exit_code = exit_done;
};

/// Tells the user of the exception in flight. @returns the exit code
int report_error();

void add_search(CLI::App& app, CommandResult& result);
void add_resume(CLI::App& app, CommandResult& result);
void add_train(CLI::App& app, CommandResult& result);
void add_ensemble(CLI::App& app, CommandResult& result);
void add_evaluate(CLI::App& app, CommandResult& result);
void add_status(CLI::App& app, CommandResult& result);
void add_report(CLI::App& app, CommandResult& result);
void add_transfer(CLI::App& app, CommandResult& result);
void add_export(CLI::App& app, CommandResult& result);
void add_replay(CLI::App& app, CommandResult& result);
void add_repair(CLI::App& app, CommandResult& result);
void add_describe(CLI::App& app, CommandResult& result);
void add_space(CLI::App& app, CommandResult& result);
void add_config(CLI::App& app, CommandResult& result);
void add_bench_agents(CLI::App& app, CommandResult& result);
void add_data(CLI::App& app, CommandResult& result);
/// Hidden: what the pool starts for workers.trainer = "sleep".
void add_trainer_sleep(CLI::App& app, CommandResult& result);

}  // namespace metaqnn
