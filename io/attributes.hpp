// Small values that describe a file, a group or a dataset: texts of fixed length and numbers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "io/handles.hpp"

namespace metaqnn::h5 {

/// A text type of so many bytes (at least 1), UTF-8, filled up with zeros.
Datatype text_type(std::size_t bytes);

// Each function takes the identifier of an open object, and the path of its file for messages:
// @throws IoError if HDF5 fails; reading also throws ConfigError if the attribute is missing, of
// another type, or longer than 64 kB.

/// True if the object has the attribute.
bool has_attribute(hid_t object, const char* name);
void write_text(hid_t object, const char* name, std::string_view text, const std::string& file);
std::string read_text(hid_t object, const char* name, const std::string& file);
void write_integer(hid_t object, const char* name, std::int64_t value, const std::string& file);
void write_integer(hid_t object, const char* name, std::uint64_t value, const std::string& file);
std::int64_t read_integer(hid_t object, const char* name, const std::string& file);
std::uint64_t read_unsigned(hid_t object, const char* name, const std::string& file);
void write_real(hid_t object, const char* name, double value, const std::string& file);
double read_real(hid_t object, const char* name, const std::string& file);

}  // namespace metaqnn::h5
