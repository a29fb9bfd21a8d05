// TOML text to a checked configuration.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "config/run_config.hpp"

namespace metaqnn {

/// Reads a configuration. Presets are applied first, so that keys override them whatever their
/// order in the file; `overrides` come last.
///
/// @param text       TOML; empty: the defaults
/// @param origin     what to call the text in messages, e.g. its file name
/// @param overrides  "section.key=value" each, the value in TOML; a value that is not TOML is taken
///                   as a text, so that quotes are not needed
/// @throws ConfigError for the first error in the text, on one line: malformed TOML, an unknown
///         section or key (with a near match), a value of the wrong type or out of range (with the
///         line), values that do not go together
RunConfig load_config(std::string_view text, std::string_view origin,
                      std::span<const std::string> overrides = {});

/// Seconds of a text that run.time_limit takes: HH:MM:SS or a number.
/// @throws ConfigError that begins with `name`
double read_duration(const std::string& name, const std::string& text);

/// Checks what the ranges of single keys cannot say.
/// @throws ConfigError naming the keys that do not go together
void check(const RunConfig& config);

}  // namespace metaqnn
