// The three kinds of error, told apart by who can mend them, and the two checks that throw them.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace metaqnn {

/// Base of every error of the program. The message has one line: problem (reason); remedy. What it
/// quotes from a file or a path is made printable (text.hpp).
class Error : public std::runtime_error {
  public:
    explicit Error(std::string_view message);
};

/// The user can mend it: configuration, command line, input data. Exit code 2, nothing written.
class ConfigError final : public Error {
  public:
    using Error::Error;
};

/// The outside world failed: file system, HDF5, MPI, a process. Says the operation, the file and
/// the system's words. Exit code 1.
class IoError : public Error {
  public:
    using Error::Error;
};

/// No space is left for a file. The user can make some and go on: a search ends with exit code 75.
class DiskFullError final : public IoError {
  public:
    using IoError::IoError;
};

/// A bug of this program. Exit code 1.
class LogicError final : public Error {
  public:
    using Error::Error;
};

/// @throws ConfigError with `message` unless `condition` holds
inline void require(bool condition, const std::string& message) {
    if (!condition) throw ConfigError(message);
}

/// @throws LogicError with `message` unless `condition` holds
inline void expect(bool condition, const char* message) {
    if (!condition) throw LogicError(message);
}

}  // namespace metaqnn
