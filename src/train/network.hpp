// A network that computes: the stages of an architecture in their order.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/architecture.hpp"
#include "train/device.hpp"
#include "train/named_tensors.hpp"
#include "train/stage.hpp"

namespace metaqnn::train {

/// A chain of stages from images to logits.
class Network {
  public:
    /// @param stages  at least one with parameters
    Network(std::vector<std::unique_ptr<Stage>> stages, at::ScalarType compute);

    /// @param images  [N, C, H, W] float32, standardised; given up by the caller
    /// @return logits, [N, classes] float32
    at::Tensor forward(at::Tensor images, Mode mode);
    /// Sets the gradients of all parameters. @param gradient  of the logits, [N, classes] float32
    void backward(const at::Tensor& gradient);

    /// The next forward pass in training mode drops what the `step`-th of a training drops, from 0.
    void seek(std::int64_t step);

    /// In the order of the layers, weight before bias.
    std::vector<Parameter*> parameters() const;
    /// Everything that makes the trained network: parameters, then running statistics.
    std::vector<NamedTensor> state() const;
    std::int64_t parameter_count() const;

  private:
    std::vector<std::unique_ptr<Stage>> stages_;
    std::size_t first_learning_ = 0;  // index of the first stage with parameters
    at::ScalarType compute_;
};

/// Builds the network of an architecture, with untrained weights.
///
/// Convolution or FC, then its activation; with recipe.batch_norm the order is convolution, pooling
/// if it follows, normalisation, activation (K. Jordan's airbench). Without it, pooling moves ahead
/// of the activation only where that is the same. Dropout after every second layer, the i-th of n
/// with probability i / (2n), never after the termination (Baker et al. 2017, Sec. 5).
/// Initialisation xavier: uniform with bound sqrt(6 / (fan in + fan out)), biases 0. Initialisation
/// identity: uniform with bound 1 / sqrt(fan in), the first `in` filters of a convolution pass
/// their channel through; the output layer normal with deviation 1 / sqrt(fan in).
///
/// @param architecture  ends with a termination
/// @param seed          of weights and dropout
/// @throws ConfigError if a layer does not fit
Network build_network(const Architecture& architecture, ImageShape input,
                      const TrainingRecipe& recipe, const Placement& placement, std::uint64_t seed);

}  // namespace metaqnn::train
