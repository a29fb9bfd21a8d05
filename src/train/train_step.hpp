// One step of a training: forward, loss, backward, change of the weights.
#pragma once

#include "train/batches.hpp"
#include "train/loss.hpp"
#include "train/network.hpp"
#include "train/optimizer.hpp"

namespace metaqnn::train {

/// @param smoothing  label smoothing, [0, 1)
/// @param factor     part of the optimiser's peak rates
/// @return what the network said of the batch before the step
Judgement train_step(Network& network, OptimizerState& optimizer, Batch batch, double smoothing,
                     double factor);

}  // namespace metaqnn::train
