// How much of the variance each group of features explains, and how much is noise.
#pragma once

#include <span>
#include <vector>

#include "agents/features.hpp"

namespace metaqnn {

/// Prior variances of a linear model with weights of mean 0.
struct Variances {
    std::vector<double> weights;  ///< of one weight, by group
    double noise = 0.0;           ///< of a target, given its features
};

/// The variances that make the targets most probable, all weights integrated out (evidence), under
/// a weak prior that leaves groups their equal shares until there are enough targets.
///
/// Ten steps of the MM algorithm for variance components (Zhou, Hu, Qiao, Wang 2019), each of which
/// raises the evidence; time grows with the third power of the number of targets.
///
/// @param rows     features of each network
/// @param targets  of each network, about mean 0 and variance 1; at least one
Variances estimate_variances(std::span<const FeatureGroup> groups, std::span<const FeatureRow> rows,
                             std::span<const double> targets);

}  // namespace metaqnn
