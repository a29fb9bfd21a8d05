// Labelled images in memory, as every reader delivers them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/architecture.hpp"

namespace metaqnn {

/// Largest side of an image that is read (pixels).
inline constexpr int max_image_side = 4096;
/// Most channels of an image that is read.
inline constexpr int max_image_channels = 256;
/// Most classes that are read.
inline constexpr int max_classes = 10000;

/// Square images with their classes.
struct ImageSet {
    ImageShape shape{0, 0};
    int classes = 0;
    std::vector<std::uint8_t> pixels;   ///< [N, C, H, W], contiguous
    std::vector<std::uint16_t> labels;  ///< [N], each in [0, classes)

    std::int64_t size() const { return static_cast<std::int64_t>(labels.size()); }
    bool operator==(const ImageSet&) const = default;
};

/// What a source holds. Both sets have the same shape and classes.
struct Dataset {
    ImageSet train;  ///< validation images included
    ImageSet test;
    std::int64_t extra = 0;  ///< so many of the last images of `train` are extra ones
    std::vector<std::string> class_names{};  ///< [classes]; empty where the source tells none
};

/// Bytes of one image.
std::size_t image_bytes(ImageShape shape);

/// Number of images of each class.
std::vector<std::int64_t> class_counts(std::span<const std::uint16_t> labels, int classes);

/// 0, 1, ... to the last image.
std::vector<std::uint32_t> every_index(const ImageSet& images);

/// The images of `indices`, in that order.
ImageSet subset(const ImageSet& images, std::span<const std::uint32_t> indices);

/// @throws ConfigError naming `where` and the first label that is not in [0, classes)
void check_labels(std::span<const std::uint16_t> labels, int classes, std::string_view where);

/// Number of classes that labels use: the largest + 1.
/// @throws ConfigError naming `where` if there is no label, fewer than two or too many classes, or
///         a class without an image (labels that begin at 1, a damaged label)
int classes_in(std::span<const std::uint16_t> labels, std::string_view where);

/// @throws ConfigError naming `where` unless images are square, of 1 to max_image_side pixels a
///         side, with 1 to max_image_channels channels
ImageShape square_shape(std::uint64_t channels, std::uint64_t height, std::uint64_t width,
                        std::string_view where);

/// @throws ConfigError naming `where` if the counts differ or are 0, or are over 2^32 - 1
void check_counts(std::uint64_t images, std::uint64_t labels, std::string_view where);

}  // namespace metaqnn
