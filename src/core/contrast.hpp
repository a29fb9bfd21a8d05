// Numbers of the contrast normalisations of images, for all that computes them; see
// train/batches.hpp.
#pragma once

#include <array>

namespace metaqnn {

/// Side of the surroundings of a pixel, of which it is the middle (pixels).
inline constexpr int contrast_window_side = 9;

/// Smaller deviations count as this: a flat image stays flat (grey levels).
inline constexpr double least_contrast = 1.0;

/// A row of the Gaussian that weights the surroundings; sum 1. Its deviation is 2.25 pixels.
std::array<float, contrast_window_side> contrast_window();

}  // namespace metaqnn
