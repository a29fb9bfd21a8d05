// Tensors with names, and plain numbers of them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/tensor.hpp"

namespace metaqnn::train {

/// A tensor of a network or of an optimiser.
struct NamedTensor {
    std::string name;
    at::Tensor value;  ///< float32; shares memory with its owner
};

/// Copies of the numbers, in the same order.
std::vector<Tensor> stored(const std::vector<NamedTensor>& tensors);

/// Sets the tensors to the numbers, bit by bit.
/// @return false, and nothing is changed, unless all names and shapes are the same
bool restore(const std::vector<NamedTensor>& tensors, std::span<const Tensor> numbers);

}  // namespace metaqnn::train
