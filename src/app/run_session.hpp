// One session of a search, from its configuration to the last line that it prints.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/run_config.hpp"

namespace metaqnn {

/// What the command line asks for.
struct SessionRequest {
    std::string config_file;             ///< empty: `resume`, the stored configuration
    std::string run;                     ///< run folder; empty: run.directory
    std::vector<std::string> overrides;  ///< section.key=value
    std::optional<int> workers;          ///< local trainer processes
    std::optional<double> time_limit;    ///< seconds until the end of the session; 0: no end
    bool resume = false;                 ///< go on if the run exists, else start
};

/// Runs a session, under MPI as the manager or a worker by rank. @returns the exit code
int run_session(const SessionRequest& request);

}  // namespace metaqnn
