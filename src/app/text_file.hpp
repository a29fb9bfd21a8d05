// Reads and writes whole files.
#pragma once

#include <cstdint>
#include <string>

namespace metaqnn {

/// The whole of a text file of at most 1 MiB.
/// @throws ConfigError if it cannot be read: it is the user's to name one that can
std::string read_text_file(const std::string& path);

/// The whole of any file of at most so many MiB. @throws ConfigError as read_text_file
std::string read_whole_file(const std::string& path, std::uintmax_t most_mebibytes);

/// Makes the file, empty, unless it is there: what takes long is not to fail at its end.
/// @throws ConfigError with the system's words
void require_writable(const std::string& path);

/// Replaces a text file. @throws IoError with the system's words
void write_text_file(const std::string& path, const std::string& text);

}  // namespace metaqnn
