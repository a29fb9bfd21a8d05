// What happens to pixels before the first layer, as nodes.
#pragma once

#include "core/stored_network.hpp"
#include "export/node_chain.hpp"

namespace metaqnn {

/// From uint8 pixels [N, C, H, W] to what the network's first layer reads, as in train/batches.cpp.
void normalise_pixels(NodeChain& chain, const StoredNetwork& network);

}  // namespace metaqnn
