// ReLU, dropout and pooling in one pass; see finish_kernels.hpp. Free of LibTorch.
#include "train/finish_kernels.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <vector>

// Two versions of each kernel, chosen by the processor when the program starts.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define METAQNN_VECTORISED [[gnu::target_clones("avx2", "default")]]
#else
#define METAQNN_VECTORISED
#endif

namespace metaqnn::train {
namespace {

// Channels handled together: their maxima and winners stay in the first-level cache.
constexpr std::int64_t chunk = 64;

[[gnu::always_inline]] inline float wide(float number) { return number; }
[[gnu::always_inline]] inline float wide(Bfloat16 number) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(number.bits) << 16U);
}

template <class Number>
Number narrow(float value);
template <>
[[gnu::always_inline]] inline float narrow(float value) {
    return value;
}
template <>
[[gnu::always_inline]] inline Bfloat16 narrow(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t rounded = (bits + 0x7fffU + ((bits >> 16U) & 1U)) >> 16U;
    constexpr std::uint32_t no_number = 0x7fc0U;
    return {static_cast<std::uint16_t>(value != value ? no_number : rounded)};
}

// Random bits of a number from its place: Chris Wellons' "lowbias32" finaliser. A generator with a
// state would force one number after the other; this one computes eight at a time.
[[gnu::always_inline]] inline std::uint32_t bits_of(std::uint32_t place, std::uint32_t key) {
    std::uint32_t x = place ^ key;
    x ^= x >> 16U;
    x *= 0x7feb352dU;
    x ^= x >> 15U;
    x *= 0x846ca68bU;
    x ^= x >> 16U;
    return x;
}

std::uint32_t threshold_of(double probability) {
    return static_cast<std::uint32_t>(std::ldexp(probability, 32));
}

float scale_of(const Finish& finish) {
    return static_cast<float>(1.0 / ((1.0 - finish.dropout_before) * (1.0 - finish.dropout_after)));
}

template <class Number>
METAQNN_VECTORISED void relu(const Number* input, Number* output, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) {
        const float value = wide(input[i]);
        output[i] = narrow<Number>(value <= 0.0F ? 0.0F : value);
    }
}

template <class Number>
METAQNN_VECTORISED void drop(const Number* input, Number* output, std::int64_t count,
                             std::uint32_t key, std::uint32_t threshold, float scale,
                             bool with_relu) {
    const float least = with_relu ? 0.0F : -INFINITY;
    for (std::int64_t i = 0; i < count; ++i) {
        const float number = wide(input[i]);
        const float value = number <= least ? 0.0F : number * scale;
        output[i] =
            narrow<Number>(bits_of(static_cast<std::uint32_t>(i), key) < threshold ? 0.0F : value);
    }
}

// The maxima of a window so far, and where they were; one more pixel, the k-th, of `count`
// channels. Two conditions, one after the other: together they become a branch a number. A function
// of its own: among the loops around it the compiler leaves it without vectors.
template <class Number>
METAQNN_VECTORISED [[gnu::noinline]] void take_pixel(const Number* values, std::int64_t count,
                                                     std::int32_t k, float* __restrict best,
                                                     std::int32_t* __restrict winner) {
    for (std::int64_t c = 0; c < count; ++c) {
        const float value = wide(values[c]);
        const bool wins = value > best[c];
        const float better = wins ? value : best[c];
        const std::int32_t better_winner = wins ? k : winner[c];
        const bool is_nan = value != value;
        best[c] = is_nan ? value : better;
        winner[c] = is_nan ? k : better_winner;
    }
}

template <class Number>
METAQNN_VECTORISED void pool(const Finish& finish, const FinishShape& shape, std::uint32_t key,
                             const Number* input, Number* output, std::uint8_t* winners) {
    const std::uint32_t before = threshold_of(finish.dropout_before);
    const std::uint32_t after = threshold_of(finish.dropout_after);
    const float scale = scale_of(finish);
    const float least = finish.relu ? 0.0F : -INFINITY;
    const std::int64_t pixel = shape.channels;
    const std::int64_t row = shape.side * pixel;
    std::array<float, chunk> best;
    std::array<float, chunk> kept;
    std::array<std::int32_t, chunk> winner;
    const std::int64_t windows = shape.images * shape.pooled_side * shape.pooled_side;
    for (std::int64_t w = 0; w < windows; ++w) {
        const std::int64_t x = w % shape.pooled_side;
        const std::int64_t y = w / shape.pooled_side % shape.pooled_side;
        const std::int64_t image = w / (shape.pooled_side * shape.pooled_side);
        const std::int64_t corner =
            image * shape.side * row + (y * row + x * pixel) * finish.stride;
        for (std::int64_t c = 0; c < shape.channels; c += chunk) {
            const std::int64_t count = std::min(chunk, shape.channels - c);
            std::fill_n(best.data(), count, -INFINITY);
            std::fill_n(winner.data(), count, 0);
            for (int k = 0; k < finish.field * finish.field; ++k) {
                const std::int64_t place =
                    corner + c + k / finish.field * row + k % finish.field * pixel;
                const Number* values = input + place;
                if (before == 0) {
                    take_pixel(values, count, k, best.data(), winner.data());
                    continue;
                }
                for (std::int64_t i = 0; i < count; ++i) {
                    const auto at = static_cast<std::uint32_t>(place + i);
                    const float value = wide(values[i]);
                    kept[i] = bits_of(at, key) < before ? 0.0F : value;
                }
                take_pixel(kept.data(), count, k, best.data(), winner.data());
            }
            Number* out = output + w * pixel + c;
            for (std::int64_t i = 0; i < count; ++i) {
                out[i] = narrow<Number>(best[i] <= least ? 0.0F : best[i] * scale);
                winners[w * pixel + c + i] = static_cast<std::uint8_t>(winner[i]);
            }
        }
    }
    if (after != 0) drop(output, output, windows * pixel, ~key, after, 1.0F, false);
}

template <class Number>
METAQNN_VECTORISED void pass_gradient(const Number* output, const Number* output_gradient,
                                      Number* input_gradient, std::int64_t count, float scale,
                                      bool with_relu) {
    for (std::int64_t i = 0; i < count; ++i) {
        const float value = wide(output[i]);
        const float passed = wide(output_gradient[i]) * scale;
        const bool passes = with_relu ? !(value <= 0.0F) : value != 0.0F;
        input_gradient[i] = narrow<Number>(passes ? passed : 0.0F);
    }
}

// Where the gradient of an image is added up: in place if that does not round.
float* sums_of(float* input_gradient, std::vector<float>&, std::int64_t) { return input_gradient; }
float* sums_of(Bfloat16*, std::vector<float>& sums, std::int64_t count) {
    sums.resize(static_cast<std::size_t>(count));
    return sums.data();
}

METAQNN_VECTORISED
void round_sums(const float* sums, Bfloat16* input_gradient, std::int64_t count) {
    for (std::int64_t i = 0; i < count; ++i) input_gradient[i] = narrow<Bfloat16>(sums[i]);
}
void round_sums(const float*, const float*, std::int64_t) {}

template <class Number>
METAQNN_VECTORISED void pool_gradient(const Finish& finish, const FinishShape& shape,
                                      const Number* output, const std::uint8_t* winners,
                                      const Number* output_gradient, Number* input_gradient) {
    std::vector<float> sums;
    const float scale = scale_of(finish);
    const bool zero_passes = !finish.relu && scale == 1.0F;
    const std::int64_t pixel = shape.channels;
    const std::int64_t row = shape.side * pixel;
    std::array<float, chunk> gradient;
    std::array<std::int32_t, chunk> winner;
    for (std::int64_t image = 0; image < shape.images; ++image) {
        Number* gradient_of_image = input_gradient + image * shape.side * row;
        float* map = sums_of(gradient_of_image, sums, shape.side * row);
        std::fill_n(map, shape.side * row, 0.0F);
        for (std::int64_t p = 0; p < shape.pooled_side * shape.pooled_side; ++p) {
            const std::int64_t y = p / shape.pooled_side;
            const std::int64_t x = p % shape.pooled_side;
            const std::int64_t place = (image * shape.pooled_side * shape.pooled_side + p) * pixel;
            for (std::int64_t c = 0; c < shape.channels; c += chunk) {
                const std::int64_t count = std::min(chunk, shape.channels - c);
                const std::int64_t first = place + c;
                for (std::int64_t i = 0; i < count; ++i) {
                    const float value = wide(output[first + i]);
                    const float passed = wide(output_gradient[first + i]) * scale;
                    const bool passes =
                        zero_passes || (finish.relu ? !(value <= 0.0F) : value != 0.0F);
                    gradient[i] = passes ? passed : 0.0F;
                    winner[i] = winners[first + i];
                }
                float* corner = map + (y * row + x * pixel) * finish.stride + c;
                for (int k = 0; k < finish.field * finish.field; ++k) {
                    float* target = corner + k / finish.field * row + k % finish.field * pixel;
                    for (std::int64_t i = 0; i < count; ++i) {
                        target[i] += winner[i] == k ? gradient[i] : 0.0F;
                    }
                }
            }
        }
        round_sums(map, gradient_of_image, shape.side * row);
    }
}

std::int64_t numbers(const FinishShape& shape) {
    return shape.images * shape.side * shape.side * shape.channels;
}

}  // namespace

template <class Number>
void finish_forward(const Finish& finish, const FinishShape& shape, std::uint32_t key,
                    const Number* input, Number* output, std::uint8_t* winners) {
    if (finish.field > 1 || finish.stride > 1) {
        pool(finish, shape, key, input, output, winners);
    } else if (finish.dropout_before > 0.0) {
        drop(input, output, numbers(shape), key, threshold_of(finish.dropout_before),
             scale_of(finish), finish.relu);
    } else if (finish.relu) {
        relu(input, output, numbers(shape));
    } else if (input != output) {
        std::copy_n(input, numbers(shape), output);
    }
}

template <class Number>
void finish_backward(const Finish& finish, const FinishShape& shape, const Number* output,
                     const std::uint8_t* winners, const Number* output_gradient,
                     Number* input_gradient) {
    const float scale = scale_of(finish);
    if (finish.field > 1 || finish.stride > 1) {
        pool_gradient(finish, shape, output, winners, output_gradient, input_gradient);
    } else if (finish.relu || scale != 1.0F) {
        pass_gradient(output, output_gradient, input_gradient, numbers(shape), scale, finish.relu);
    } else if (output_gradient != input_gradient) {
        std::copy_n(output_gradient, numbers(shape), input_gradient);
    }
}

template void finish_forward(const Finish&, const FinishShape&, std::uint32_t, const float*, float*,
                             std::uint8_t*);
template void finish_forward(const Finish&, const FinishShape&, std::uint32_t, const Bfloat16*,
                             Bfloat16*, std::uint8_t*);
template void finish_backward(const Finish&, const FinishShape&, const float*, const std::uint8_t*,
                              const float*, float*);
template void finish_backward(const Finish&, const FinishShape&, const Bfloat16*,
                              const std::uint8_t*, const Bfloat16*, Bfloat16*);

}  // namespace metaqnn::train
