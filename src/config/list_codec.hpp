// How fields that are lists are read and written.
#pragma once

#include "config/codec.hpp"

namespace metaqnn {

/// Different integers in [low, high], at least `fewest` of them.
Codec<std::vector<int>> integers(int low, int high, std::size_t fewest);
/// Different architectures in their text form.
Codec<std::vector<Architecture>> architectures();
/// Different layers in their text form, no termination.
Codec<std::vector<Layer>> layers();
/// Different kinds of layers, at least one.
Codec<std::vector<LayerKind>> layer_kinds();
/// Different texts.
Codec<std::vector<std::string>> texts();
/// Different pairs [field, stride].
Codec<std::vector<MaxPooling>> pools();
/// Different pairs [fraction, epochs].
Codec<std::vector<RateStage>> rate_stages();
/// Tables with `of`, `target` and `weight`.
Codec<std::vector<CostTerm>> cost_terms();
/// Tables with `value` and `models`, at least one.
Codec<std::vector<EpsilonStage>> stages();

}  // namespace metaqnn
