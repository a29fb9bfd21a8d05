// The program's log: to standard error, and to log.txt of the run.
#pragma once

#include <string>

namespace metaqnn {

/// Sets the level and the form of messages on standard error. @param level a name of spdlog
void start_logging(const std::string& level);

/// From now on messages go to `path`, too (appended, level info or finer).
/// @throws IoError if the file cannot be written
void log_to_file(const std::string& path);

}  // namespace metaqnn
