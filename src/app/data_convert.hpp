// Writes images from any source into one HDF5 file.
#pragma once

#include <string>
#include <vector>

namespace metaqnn {

/// What `metaqnn data convert` was asked for.
struct ConvertOptions {
    std::string source;                  ///< TOML file
    std::string out;                     ///< file to be made; must not exist
    int side = 0;                        ///< pixels; 0: as the images are
    std::vector<std::string> overrides;  ///< "section.key=value"
};

inline constexpr const char* convert_examples =
    R"(Example:
  metaqnn data convert search.toml images.h5 --side 16      the images that a configuration names)";

/// Reads, resizes, writes and says what was written.
/// @throws ConfigError if an option or the source is wrong (nothing was written); IoError
void convert_images(const ConvertOptions& options);

}  // namespace metaqnn
