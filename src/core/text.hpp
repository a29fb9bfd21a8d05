// Small helpers for text that people read and write.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace metaqnn {

/// The candidate nearest to `name` by edit distance, if it is near enough to be a slip of the
/// keyboard (at most a third of its letters differ, at least one may); empty otherwise.
std::string nearest(std::string_view name, std::span<const std::string_view> candidates);

/// "; did you mean X?" for the nearest candidate, empty if none is near.
std::string suggestion(std::string_view name, std::span<const std::string_view> candidates);

/// One line of valid UTF-8 without control characters, so that no text of a file or of a program
/// can change a terminal, a log or a JSON document: control characters become blanks, bytes that
/// are no UTF-8 become question marks. Any other text stays as it is.
std::string printable(std::string_view text);

/// The text as one word of a shell's command line: in quotes unless it needs none.
std::string shell_word(std::string_view text);

}  // namespace metaqnn
