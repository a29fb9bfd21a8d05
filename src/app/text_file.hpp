// Reads and writes small text files.
#pragma once

#include <string>

namespace metaqnn {

/// The whole of a text file of at most 1 MiB.
/// @throws ConfigError if it cannot be read: it is the user's to name one that can
std::string read_text_file(const std::string& path);

/// Replaces a text file. @throws IoError with the system's words
void write_text_file(const std::string& path, const std::string& text);

}  // namespace metaqnn
