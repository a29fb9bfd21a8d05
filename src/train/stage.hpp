// A step of a network with its gradient: the parts that networks are built of.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <c10/core/MemoryFormat.h>

#include "core/training_recipe.hpp"
#include "train/finish_kernels.hpp"

namespace metaqnn::train {

/// How maps and weights lie in memory.
constexpr auto channels_last = at::MemoryFormat::ChannelsLast;

/// Which rule of the optimiser a parameter follows.
enum class Role {
    hidden_weight,  ///< of a convolution or FC
    output_weight,  ///< of the layer that ends the network
    bias,           ///< of any layer or normalisation
};

/// Learned numbers, float32. Weights are [out, in, field, field], channels last in memory; those of
/// FC and SM are as large as the map they read. Biases are [out].
struct Parameter {
    std::string name;  ///< "<layer from 0>.weight" or "<layer>.bias"
    Role role;
    at::Tensor value;
    at::Tensor gradient;  ///< of the last backward pass
    double rate = 1.0;    ///< part of the optimiser's rates by which it moves
};

/// Numbers that the forward pass keeps up to date: running mean and variance.
struct Buffer {
    std::string name;  ///< "<layer>.running_mean" or "<layer>.running_variance"
    at::Tensor value;
};

enum class Mode {
    training,    ///< keeps what the backward pass needs; dropout; statistics of the batch
    evaluation,  ///< keeps nothing
};

/// One step of a network, in both directions. Maps are [N, C, H, W], channels last in memory.
///
/// The chain of stages is differentiated by hand, as it has no branches: each stage frees what it
/// kept as soon as its gradient is known, and works in place where it may.
class Stage {
  public:
    Stage() = default;
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;
    virtual ~Stage() = default;

    /// @param maps  given up by the caller: may be overwritten
    virtual at::Tensor forward(at::Tensor maps, Mode mode) = 0;
    /// Sets the gradients of the parameters; once after each forward pass in training mode.
    /// @param gradient  of the output; may be overwritten
    /// @param wanted    false: the gradient of the input is not needed, an empty tensor is returned
    virtual at::Tensor backward(at::Tensor gradient, bool wanted) = 0;
    /// The next pass in training mode draws what the `pass`-th draws, from 0.
    virtual void seek(std::int64_t /*pass*/) {}
    virtual std::vector<Parameter*> parameters() { return {}; }
    virtual std::vector<Buffer*> buffers() { return {}; }
};

/// Convolution with "same" padding; what cannot be shared equally goes right and below.
/// @param bias     empty: none
/// @param compute  type of the maps: float32 or bfloat16; weights stay float32
std::unique_ptr<Stage> convolution(Parameter weight, Parameter bias, int stride,
                                   at::ScalarType compute);

/// Every so many-th pixel of each row and column, from the first: with it before them, convolutions
/// of one pixel need no stride. LibTorch's (oneDNN's) own gradient of those writes beyond its
/// memory with several threads and few channels.
std::unique_ptr<Stage> thinning(int stride);

/// All numbers of a map to each output, [N, out, 1, 1]. @param bias empty: none
std::unique_ptr<Stage> dense(Parameter weight, Parameter bias, at::ScalarType compute);

/// Batch normalisation with a learned bias; its scale is fixed at 1.
std::unique_ptr<Stage> batch_norm(Parameter bias, Buffer mean, Buffer variance, double momentum);

/// Mean over the map, [N, C, 1, 1].
std::unique_ptr<Stage> global_average();

std::unique_ptr<Stage> activation(Activation kind);
/// @param generator  of the device of the maps; a handle, shared with its other owners
/// @param seed       of the masks of its passes
std::unique_ptr<Stage> dropout(double probability, at::Generator generator, std::uint64_t seed);
std::unique_ptr<Stage> max_pooling(int field, int stride);

/// ReLU, dropout and pooling in one pass; CPU only.
/// @param seed  of the keys of its passes
std::unique_ptr<Stage> finish(const Finish& finish, std::uint64_t seed);

}  // namespace metaqnn::train
