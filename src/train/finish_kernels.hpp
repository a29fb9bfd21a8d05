// What follows a convolution on a CPU, in one pass over its output: ReLU, dropout, maximum pooling.
#pragma once

#include <cstdint>

namespace metaqnn::train {

/// A float's upper half, as LibTorch stores torch.bfloat16.
struct Bfloat16 {
    std::uint16_t bits;
};

/// Pixels on a side of the largest pooling window of a pass: a maximum's place takes a byte.
constexpr int largest_finished_window = 16;

/// What a pass does to the maps of a convolution, in this order: ReLU, dropout, pooling, dropout.
struct Finish {
    bool relu = true;
    double dropout_before = 0.0;  ///< probability of dropping a number before the pooling, [0, 1)
    int field = 1;                ///< of the pooling window (pixels), to 16; 1: no pooling
    int stride = 1;               ///< of the pooling window (pixels)
    double dropout_after = 0.0;   ///< the same after the pooling; 0 without pooling
};

/// Sizes of the maps, [images, side, side, channels] in memory (channels last).
struct FinishShape {
    std::int64_t images;
    std::int64_t side;         ///< before the pooling
    std::int64_t pooled_side;  ///< after it
    std::int64_t channels;
};

/// Computes the finished maps, of float or Bfloat16; each number of these is rounded once, to the
/// nearest, ties to even. Without pooling `output` may be `input`, with it they are apart.
/// What is kept is scaled by 1 / (1 - p) (inverted dropout). NaN stays NaN.
///
/// @param winners  with pooling: position in its window of each maximum, one byte a number of
///                 `output`; else unused
/// @param key      equal keys drop the same numbers; numbers differ between keys
template <class Number>
void finish_forward(const Finish& finish, const FinishShape& shape, std::uint32_t key,
                    const Number* input, Number* output, std::uint8_t* winners);

/// Gradient of the input from the gradient of the output. What was dropped shows as 0 in `output`,
/// so no mask is kept. Without pooling `input_gradient` may be `output_gradient`.
///
/// Departure: without ReLU, a number that is exactly 0 counts as dropped if there is dropout.
template <class Number>
void finish_backward(const Finish& finish, const FinishShape& shape, const Number* output,
                     const std::uint8_t* winners, const Number* output_gradient,
                     Number* input_gradient);

}  // namespace metaqnn::train
