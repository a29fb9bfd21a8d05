// RUN/models/trial-N.h5: the weights of one network, with what is needed to use them.
#pragma once

#include <string>
#include <vector>

#include "core/architecture.hpp"
#include "core/tensor.hpp"
#include "core/trial.hpp"

namespace metaqnn {

/// The content of a weights file.
struct StoredNetwork {
    TrialId trial = 0;
    Architecture architecture;
    ImageShape input{1, 1};
    int classes = 0;
    std::vector<Tensor> tensors;  ///< in the network's order
    bool operator==(const StoredNetwork&) const = default;
};

/// Replaces the file at `path`: the old or the new one is there, whole, whatever happens.
/// Layout: attributes `format` ("metaqnn weights"), `version` (1), `trial`, `architecture` (text
/// form), `channels`, `side`, `classes`; the tensors as in tensors.hpp, in the network's order.
/// @throws IoError
void write_weights(const std::string& path, const StoredNetwork& network);

/// @throws ConfigError if it is no weights file, or is damaged; IoError if it cannot be read
StoredNetwork read_weights(const std::string& path);

}  // namespace metaqnn
