// Opens groups and datasets of files that nobody vouches for: what they hold lies in that one file,
// unpacks to bounded memory and needs no code but HDF5's own. What HDF5 1.10.8 itself does with
// hostile metadata (crashes in H5HL_protect and H5Aexists were seen) cannot be checked before.
#pragma once

#include <string>

#include "io/handles.hpp"

namespace metaqnn::h5 {

// Paths are relative to the root, e.g. "train/images". Each function follows hard links only:
// HDF5 would follow any other to wherever it leads, also into other files.
// @throws ConfigError if a soft, external or user-defined link is on the way; IoError

/// True if `path` leads to something.
bool has_object(const File& file, const std::string& path);
/// Opens a group; "/" is the root. @throws ConfigError also if there is none
Group open_group(const File& file, const std::string& path);
/// Opens a dataset.
/// @throws ConfigError also if there is none, its numbers lie in other files (external or virtual
///         storage), it needs a filter other than deflate, shuffle and fletcher32, which HDF5 might
///         load from a library or which crash on hostile data, or its chunks unpack to more than
///         the file can hold
Dataset open_dataset(const File& file, const std::string& path);

/// How much content a file may unpack to: deflate's best ratio (zlib's documentation). A file that
/// promises more holds no such data.
std::uint64_t largest_content(std::uint64_t file_bytes);

}  // namespace metaqnn::h5
