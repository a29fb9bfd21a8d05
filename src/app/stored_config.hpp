// The configuration that a run keeps in its journal.
#pragma once

#include <string>

#include "config/run_config.hpp"
#include "io/run_description.hpp"

namespace metaqnn {

/// @param folder  of the run, for messages
/// @throws ConfigError if it is none that this version can read
RunConfig stored_config(const RunDescription& run, const std::string& folder);

/// Of the latest session of the run in a folder. @throws also as read_latest_description
RunConfig stored_config(const std::string& folder);

}  // namespace metaqnn
