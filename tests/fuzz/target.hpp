// What a fuzzing target is: a function that reads bytes which nobody vouches for.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace metaqnn::fuzz {

using Bytes = std::span<const std::uint8_t>;

/// Reads the bytes as the program would; each target program defines it for its format.
/// @return true if they were read whole, false if they were refused in good order
/// A crash, a sanitizer's report, any exception that is no ConfigError or IoError, unbounded time
/// and memory are findings.
bool reads(Bytes bytes);

/// Ends the program as a finding, with the reason.
[[noreturn]] void report_finding(std::string_view reason);

/// A finding unless the message is what a user can read: one line, no control characters, short.
void check_message(std::string_view message);

/// Calls and tells whether the call went through; false: it refused with a proper message.
template <class Call>
bool survives(const Call& call) {
    try {
        call();
        return true;
    } catch (const ConfigError& error) {
        check_message(error.what());
    } catch (const IoError& error) {
        check_message(error.what());
    }
    return false;
}

inline std::string_view as_text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Cuts the bytes into `count` parts: before each but the last stand four bytes with its length,
/// least significant first.
std::vector<Bytes> parts_of(Bytes bytes, std::size_t count);

/// A file of these bytes in a folder of this process, which is removed at its end.
/// @return its path; a file of the same name is replaced by a new one
std::string write_input(const std::string& name, Bytes bytes);

/// The folder of write_input().
const std::string& input_folder();

}  // namespace metaqnn::fuzz
