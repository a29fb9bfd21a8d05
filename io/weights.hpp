// RUN/models/trial-N.h5: the weights of one network, with what is needed to use them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/architecture.hpp"
#include "core/trial.hpp"

namespace metaqnn {

/// A named array of weights.
struct Tensor {
    std::string name;  ///< unique in a file, without '/'
    std::vector<std::int64_t> shape;
    std::vector<float> values;  ///< row-major
    bool operator==(const Tensor&) const = default;
};

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
/// form), `channels`, `side`, `classes`, `tensors` (count); one float32 dataset NUMBER:NAME a
/// tensor, numbered from 0 in the network's order.
/// @throws IoError
void write_weights(const std::string& path, const StoredNetwork& network);

/// @throws ConfigError if it is no weights file, or is damaged; IoError if it cannot be read
StoredNetwork read_weights(const std::string& path);

}  // namespace metaqnn
