// The options of every command that runs a session.
#pragma once

#include <CLI/CLI.hpp>

#include "app/run_session.hpp"

namespace metaqnn {

/// --set, --workers and --time-limit. The request outlives the command.
void add_session_options(CLI::App& command, SessionRequest& request);

}  // namespace metaqnn
