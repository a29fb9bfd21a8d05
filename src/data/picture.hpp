// Pictures out of PNG and JPEG files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace metaqnn {

/// One decoded picture.
struct Picture {
    int width = 0;                     ///< pixels
    int height = 0;                    ///< pixels
    int channels = 0;                  ///< 1 (grey) or 3 (RGB)
    std::vector<std::uint8_t> pixels;  ///< [height, width, channels]
};

/// Largest file (bytes) and picture (pixels) that are decoded.
inline constexpr std::uint64_t max_picture_bytes = std::uint64_t{1} << 28U;
inline constexpr std::uint64_t max_picture_pixels = std::uint64_t{1} << 26U;

/// Decodes a PNG or JPEG file, told apart by its first bytes. Grey stays grey, palettes become RGB,
/// 16 bits become 8, what is transparent is laid on black. The orientation that a camera notes is
/// not applied.
/// @throws ConfigError if it is neither, is truncated or damaged (each warning of the JPEG library
///         counts), has CMYK colours or is larger than the limits above; IoError if the system
///         fails
Picture read_picture(const std::filesystem::path& path);

}  // namespace metaqnn
