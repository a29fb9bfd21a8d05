// A small stored network for tests.
#pragma once

#include "core/stored_network.hpp"

namespace metaqnn {

/// One convolution, pooling and softmax over grey images of 4x4 pixels; no batch normalisation.
inline StoredNetwork small_network() {
    StoredNetwork network;
    network.trial = 7;
    network.architecture = parse_architecture("[C(2,3,1), P(2,2), SM(3)]");
    network.input = {1, 4};
    network.classes = 3;
    network.mean = {100.0F};
    network.deviation = {50.0F};
    network.tensors = {{"0.weight", {2, 1, 3, 3}, std::vector<float>(18, 0.5F)},
                       {"0.bias", {2}, {1.0F, 2.0F}},
                       {"2.weight", {3, 2, 2, 2}, std::vector<float>(24, 0.25F)},
                       {"2.bias", {3}, {1.0F, 2.0F, 3.0F}}};
    return network;
}

}  // namespace metaqnn
