// A training that begins with the weights of another one.
#pragma once

#include <span>

#include "core/tensor.hpp"
#include "train/network.hpp"

namespace metaqnn::train {

/// Gives a network the weights and running statistics of another training of the same layers. Its
/// last layer stays untrained, for it has other classes to tell apart; the others are moved by a
/// part of the learning rate only.
///
/// @param weights  of all layers, as of Network::state()
/// @param rate     part of the optimiser's rates for what was taken over, [0, 1]
/// @throws ConfigError if the weights are not those of such a network
///
/// Source: Baker et al. 2017, Table 5 (fine-tuned; the paper does not say how).
void take_over(Network& network, std::span<const Tensor> weights, double rate);

}  // namespace metaqnn::train
