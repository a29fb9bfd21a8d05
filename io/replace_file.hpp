// Files that are there whole or not at all: written beside, made safe on disk, renamed.
#pragma once

#include <functional>
#include <string>

#include "io/handles.hpp"

namespace metaqnn {

/// Where a file is written before it gets its name; what a killed writer leaves is replaced by
/// the next one.
std::string path_beside(const std::string& path);

/// Syncs the file at path_beside(path) to disk and gives it its name, replacing an old file.
/// @throws IoError naming the path and the system's words
void move_into_place(const std::string& path);

/// Makes an HDF5 file: `fill` writes it beside, then it is moved into place. If that fails
/// nothing is left, and an old file stays as it was.
/// @throws IoError, and whatever `fill` throws
void replace_file(const std::string& path, const std::function<void(const h5::File&)>& fill);

}  // namespace metaqnn
