// Lists of short texts in HDF5 files, such as the names of classes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "io/handles.hpp"

namespace metaqnn::h5 {

/// Makes a dataset [N] of UTF-8 texts of one fixed length (the longest, filled up with zeros).
/// @param texts  not empty; none with a zero in it
/// @throws IoError
void write_texts(const File& file, const std::string& name, std::span<const std::string> texts);

/// Reads such a dataset, whoever made it.
/// @param most  texts that it may hold
/// @throws ConfigError if it is missing, no list [N] of texts of fixed length, or holds more or
///         longer texts (over 4,096 bytes); IoError if it cannot be read
std::vector<std::string> read_texts(const File& file, const std::string& name, std::int64_t most);

}  // namespace metaqnn::h5
