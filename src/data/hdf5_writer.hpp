// Writes images into an HDF5 file of the layout that read_hdf5 reads.
#pragma once

#include <string>

#include "data/image_set.hpp"

namespace metaqnn {

/// Makes the file, or replaces it once the new one is whole: train/images uint8 [N, C, H, W],
/// train/labels uint16 [N], test/ alike, class_names where they are known. Images and labels carry
/// checksums.
/// @throws IoError if it cannot be written; an old file then stays as it was
void write_hdf5(const std::string& path, const Dataset& data);

}  // namespace metaqnn
