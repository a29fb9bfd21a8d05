// Files that are there whole or not at all: written beside, made safe on disk, renamed.
#pragma once

#include <functional>
#include <string>

#include "io/handles.hpp"

namespace metaqnn {

/// Where a file is written before it gets its name; what a killed writer leaves is replaced by
/// the next one.
std::string path_beside(const std::string& path);

/// Lets `fill` write to a file that is open at path_beside(path), closes it, syncs it to disk and
/// gives it its name. If that fails the file beside is removed and an old file stays as it was.
/// @throws IoError naming the path and the system's words, and whatever `fill` throws
void complete_beside(const std::string& path, h5::File file,
                     const std::function<void(const h5::File&)>& fill);

/// Makes an HDF5 file beside and completes it as above. @throws as complete_beside()
void replace_file(const std::string& path, const std::function<void(const h5::File&)>& fill,
                  const h5::PropertyList& access = h5::file_access());

}  // namespace metaqnn
