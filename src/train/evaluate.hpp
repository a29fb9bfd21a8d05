// How well a network does on images that it does not learn from.
#pragma once

#include "core/predictions.hpp"
#include "train/batches.hpp"
#include "train/network.hpp"

namespace metaqnn::train {

/// Means over images.
struct Score {
    double loss = 0.0;      ///< cross entropy without smoothing
    double accuracy = 0.0;  ///< fraction
};

/// @param batch  images at once, at least 1
Score evaluate(Network& network, const DeviceImages& images, const Standardisation& by,
               std::int64_t batch);

/// Seconds of one image, forward, on the device of the network: the median of some passes.
double latency_seconds(Network& network, ImageShape input, at::Device device);

/// What the network says about each image, in their order.
/// @param batch  images at once, at least 1
Predictions predict(Network& network, int classes, const DeviceImages& images,
                    const Standardisation& by, std::int64_t batch);

}  // namespace metaqnn::train
