// The images of a run as training sees them: memory that somebody else owns.
#pragma once

#include <cstdint>
#include <span>

#include "core/architecture.hpp"

namespace metaqnn::train {

/// Labelled images of one purpose.
struct PartView {
    std::span<const std::uint8_t> pixels;   ///< [N, C, H, W], contiguous
    std::span<const std::uint16_t> labels;  ///< [N], each below the number of classes
};

/// All images of a run. The memory outlives every user of the view.
struct ImagesView {
    ImageShape shape{0, 0};
    int classes = 0;
    PartView train;       ///< without the validation images
    PartView validation;  ///< may be empty
    PartView test;
    std::span<const float> mean;       ///< of each channel over train, in grey levels [C]
    std::span<const float> deviation;  ///< the same, above 0 [C]
};

}  // namespace metaqnn::train
