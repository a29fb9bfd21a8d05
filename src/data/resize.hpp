// Brings images to another side by averaging areas.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/image_set.hpp"

namespace metaqnn {

/// A square of one channel inside an image; pixels and rows need not lie side by side.
struct PlaneView {
    const std::uint8_t* first;  ///< its upper left pixel
    std::size_t pixel_stride;   ///< from a pixel to its right neighbour (bytes)
    std::size_t row_stride;     ///< from a row to the next (bytes)
    int side;                   ///< pixels, at least 1
};

/// Each new pixel is the mean of the area that it covers, parts of pixels counted as such, rounded
/// half up. Whole numbers only: equal on every machine. Enlarging repeats pixels; the same side
/// changes nothing.
/// @param resized [side, side], row by row
void resize_plane(const PlaneView& plane, int side, std::span<std::uint8_t> resized);

/// All images of the set at another side.
ImageSet resize(const ImageSet& images, int side);

}  // namespace metaqnn
