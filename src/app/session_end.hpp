// How a session of a search ended, and the last words that the user reads of it.
#pragma once

#include <optional>
#include <string>

#include "app/open_run.hpp"
#include "core/search_loop.hpp"

namespace metaqnn {

/// How a session ended.
struct SessionEnd {
    LoopEnd loop = LoopEnd::finished;
    bool complete = true;                ///< the best networks are tested too
    std::optional<double> seconds_left;  ///< about, with the workers of this session
    int workers = 0;
};

/// The run folder as the user types it, from the working directory.
std::string shell_name(const RunFolder& folder);

/// Prints the result of the search, or how far it is and how to go on. @returns the exit code
int conclude(const OpenRun& run, const SessionEnd& end);

}  // namespace metaqnn
