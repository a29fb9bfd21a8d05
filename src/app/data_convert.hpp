// Writes images from any source into one HDF5 file.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace metaqnn {

/// What `metaqnn data convert` was asked for.
struct ConvertOptions {
    std::string source;                   ///< TOML file, or folder with one folder a class
    std::string out;                      ///< file to be made; must not exist
    int side = 0;                         ///< pixels; 0: as the images are
    std::vector<std::string> overrides;   ///< "section.key=value"; of a TOML file only
    std::optional<double> test_fraction;  ///< see TreeSpec; of a folder only
};

inline constexpr const char* convert_examples =
    R"(A folder holds train/CLASS/*.png and test/CLASS/*.png, or CLASS/*.png, of which a part becomes the
test set (the same for the same files); PNG or JPEG. With --side, the largest square around the
middle of each picture is resized. Files that cannot be read are named and left out.

Examples:
  metaqnn data convert photos photos.h5 --side 32           photos/cat/*.jpg, photos/dog/*.jpg, ...
  metaqnn data convert photos photos.h5 --side 32 --test-fraction 0.2
  metaqnn data convert search.toml images.h5 --side 16      the images that a configuration names)";

/// Reads, resizes, writes and says what was written.
/// @throws ConfigError if an option or the source is wrong (nothing was written); IoError
void convert_images(const ConvertOptions& options);

}  // namespace metaqnn
