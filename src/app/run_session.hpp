// One session of a search, from its configuration to the last line that it prints.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/run_config.hpp"

namespace metaqnn {

/// What the command line asks for.
struct SessionRequest {
    /// What a new run begins with, or one that goes on is to go on with; asked by the manager
    /// only. None: `resume`, the stored configuration with the overrides.
    std::function<RunConfig()> configuration;
    std::string run;                     ///< run folder; empty: run.directory
    std::vector<std::string> overrides;  ///< section.key=value; of `resume`
    std::optional<int> workers;          ///< local trainer processes
    std::optional<double> time_limit;    ///< seconds until the end of the session; 0: no end
    bool resume = false;                 ///< go on if the run exists, else start
};

/// Runs a session, under MPI as the manager or a worker by rank. @returns the exit code
int run_session(const SessionRequest& request);

}  // namespace metaqnn
