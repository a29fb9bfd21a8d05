// A stored network as an ONNX model, for programs that know nothing of metaqnn.
#pragma once

#include <string>

#include "core/stored_network.hpp"

namespace metaqnn {

/// The bytes of an ONNX file (opset 13) that gives the logits that metaqnn-trainer gives in
/// float32.
///
/// Input `pixels`: uint8 [N, C, H, W], grey levels as in the images' files; the model itself
/// normalises them as the training did. So numbers from 0 to 1, which would be wrong, have the
/// wrong type. Output `logits`: float32 [N, classes]; their softmax are the probabilities. Dropout
/// keeps all and is left out. The metadata tell architecture, trial and rules, see from_onnx().
/// ONNX's own checker and its inference of shapes have approved of the model.
///
/// @throws ConfigError if the network lacks its rules (a file of version 1), its tensors are not
///         those of its architecture, or they are larger than ONNX's 2 GB
std::string to_onnx(const StoredNetwork& network);

}  // namespace metaqnn
