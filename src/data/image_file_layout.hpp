// The one place that knows how the bytes of the image file lie.
#pragma once

#include <array>
#include <cstdint>

#include "core/architecture.hpp"

namespace metaqnn {

/// Layout, in the byte order of the machine (the file never leaves its node). Every section begins
/// at a multiple of 64 bytes, the gaps are zero:
///
///     header       ImageFileHeader
///     statistics   float mean[C], float deviation[C] of the training part, grey levels
///     labels       uint16 [N] of train, then validation, then test (three sections)
///     pixels       uint8 [N, C, H, W] of train, then validation, then test (three sections)
///
/// Header and shape decide every offset and the size of the file, so nothing in the file can point
/// outside it.
struct ImageFileHeader {
    std::uint64_t magic;
    std::uint32_t version;
    std::uint32_t checksum;               ///< zlib's crc32 of everything after the header
    std::uint64_t key;                    ///< of what the file was made from
    std::array<std::uint64_t, 3> images;  ///< train, validation, test
    std::int32_t channels;
    std::int32_t side;
    std::int32_t classes;
    std::int32_t reserved;
};

inline constexpr std::size_t image_file_alignment = 64;
static_assert(sizeof(ImageFileHeader) == image_file_alignment);

/// "MQNNIMGS"
inline constexpr std::uint64_t image_file_magic = 0x53474d494e4e514dU;
/// To be raised when the layout or what goes into it changes (also how images are made).
inline constexpr std::uint32_t image_file_version = 1;

/// Offsets from the start of the file (bytes).
struct ImageFileLayout {
    std::size_t statistics = 0;
    std::array<std::size_t, 3> labels{};
    std::array<std::size_t, 3> pixels{};
    std::size_t bytes = 0;  ///< of the whole file
};

/// Where everything lies. No part may have more bytes than a file can have (2^62): whoever reads a
/// header checks its counts against the size of the file first.
ImageFileLayout layout_of(const ImageFileHeader& header);

}  // namespace metaqnn
