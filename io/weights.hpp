// RUN/models/trial-N.h5, and what metaqnn export writes: one network's weights with all that their
// use on other images takes.
#pragma once

#include <string>

#include "core/stored_network.hpp"

namespace metaqnn {

/// Replaces the file at `path`: the old or the new one is there, whole, whatever happens.
///
/// Layout, version 2. Attributes: `format` ("metaqnn weights"), `version`, `trial`, `architecture`
/// (text form), `channels`, `side`, `classes`; `normalisation` ("channel", "global_contrast" or
/// "local_contrast"), `activation` ("relu", "gelu" or "elu"), `batch_norm`, `dropout`, `gap_relu`
/// (0 or 1), see InferenceRules. Datasets: `mean` and `deviation` (float32 [channels], grey
/// levels), and the tensors as in tensors.hpp, in the network's order, see StoredNetwork. Version 1
/// ends with `classes`; its tensors are the same.
/// @throws IoError
void write_weights(const std::string& path, const StoredNetwork& network);

/// @throws ConfigError if it is no weights file, or is damaged; IoError if it cannot be read
StoredNetwork read_weights(const std::string& path);

}  // namespace metaqnn
