// Made images: a learnable task of any shape and number of classes, where no file is at hand.
#pragma once

#include <vector>

#include "core/data_spec.hpp"
#include "data/image_set.hpp"

namespace metaqnn {

/// The mark of a class: four bars in the four quarters of a square.
struct Pattern {
    int side;                 ///< pixels, less than half of the image's
    std::vector<int> levels;  ///< [C, side, side], added to the background; grey levels
};

/// Each class has four bars, each of one of four directions, bright or dark, each strong in one
/// channel: no two classes have the same four. An image of class c shows that mark once, at a
/// random place and strength, among single bars (as many as difficulty says) and noise on grey. A
/// network must find directions anywhere and then their arrangement: two layers of convolution
/// beat one, and a linear layer alone hardly beats chance.
///
/// Image i depends on (seed, i) alone and has the class i modulo classes.
/// @throws ConfigError if a number of `spec` is out of the range given there
Dataset make_synthetic(const SyntheticSpec& spec);

/// The mark of class `label`.
Pattern synthetic_pattern(const SyntheticSpec& spec, int label);

}  // namespace metaqnn
