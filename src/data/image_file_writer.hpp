// Writes the bytes of the node-local image file.
#pragma once

#include <cstdint>
#include <string>

#include "data/image_set.hpp"
#include "data/split.hpp"
#include "data/unix_file.hpp"

namespace metaqnn {

/// Replaces what `file` holds by an image file (image_file_layout.hpp) of the divided images. The
/// header comes last, so an unfinished file is never taken for a whole one.
/// @param name for messages
/// @param key  of what the images were made from
/// @throws IoError if writing fails
void write_image_file(const UnixFile& file, const std::string& name, const Dataset& data,
                      const Split& split, std::uint64_t key);

}  // namespace metaqnn
