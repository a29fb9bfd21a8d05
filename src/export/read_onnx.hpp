// A network from an ONNX file that metaqnn wrote.
#pragma once

#include <string>

#include "core/stored_network.hpp"

namespace metaqnn {

/// The network that to_onnx() made these bytes of.
/// @throws ConfigError if it made no such file: one of another program, damaged, changed since, or
///         of a metaqnn that did not tell the rules
StoredNetwork from_onnx(const std::string& bytes);

}  // namespace metaqnn
