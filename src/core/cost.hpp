// What a network costs, told from its layers without building it.
#pragma once

#include <cstdint>
#include <vector>

#include "core/architecture.hpp"
#include "core/training_recipe.hpp"

namespace metaqnn {

/// Cost of one layer for one image, forward.
struct LayerCost {
    Layer layer;                 ///< kind and numbers
    FeatureMap output;           ///< shape after the layer
    std::int64_t parameters;     ///< learned numbers, weights and biases
    std::int64_t multiply_adds;  ///< of one image, forward; 1 multiply-add = 2 FLOP
    std::int64_t activations;    ///< numbers in the output of one image
};

/// Cost of a network.
struct Cost {
    std::int64_t parameters = 0;     ///< equals LibTorch's count of the built network
    std::int64_t multiply_adds = 0;  ///< of one image, forward
    std::int64_t activations = 0;    ///< outputs of all layers, one image
    std::int64_t memory_bytes = 0;   ///< peak of a training step: weights, gradients, optimiser
                                     ///< state and what the backward pass keeps
    std::vector<LayerCost> layers;
};

/// What the memory of a training step depends on, besides the network. Not counted: what LibTorch's
/// own pooling and dropout keep, on a GPU and of windows over 16 pixels.
struct StepShape {
    int batch = 128;                           ///< images in a step
    bool batch_norm = false;                   ///< one more kept map a convolution
    Activation activation = Activation::relu;  ///< ELU and GELU keep one more, too
    bool dropout = false;                      ///< after every second layer: pooling comes later
    Optimizer optimizer = Optimizer::adam;     ///< what it remembers, and its scratch space
    int bytes_per_number = 4;                  ///< of an activation: 4 float32, 2 bfloat16
};

/// Cost of `architecture` on images of shape `input`.
///
/// Parameters are the same for both recipes: with batch normalisation a convolution has no bias,
/// the normalisation has a learned one and a fixed scale.
/// @throws ConfigError if a layer is a block or does not fit, or the network is beyond 64-bit
/// counts: over 10^11
///         activations, 9 * 10^15 parameters or multiply-adds
Cost cost_of(const Architecture& architecture, ImageShape input, const StepShape& step = {});

/// What a layer learns and computes for one image, forward. Doubles: layers beyond 64 bits, too.
struct LayerWork {
    double parameters = 0.0;
    double multiply_adds = 0.0;
    double activations = 0.0;
};

/// @throws ConfigError if the layer does not fit
LayerWork work_of(const Layer& layer, FeatureMap input);

/// True if cost_of() can count the layers, of a whole network or of its beginning.
bool is_countable(const Architecture& beginning, ImageShape input);

/// Memory that a training step of every network with this beginning needs at least (bytes).
std::int64_t least_memory_bytes(const Architecture& beginning, ImageShape input,
                                const StepShape& step);

}  // namespace metaqnn
