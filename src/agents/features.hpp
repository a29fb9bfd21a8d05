// How a linear model sees a network: which features it has, and how often.
#pragma once

#include <cstdint>
#include <vector>

namespace metaqnn {

/// How often a network has a feature.
struct FeatureCount {
    std::int32_t feature;  ///< number, from 0
    double count;
    bool operator==(const FeatureCount&) const = default;
};

/// The features that a network has, by number.
using FeatureRow = std::vector<FeatureCount>;

/// Features that are alike, numbered in a row: their weights have one prior variance.
struct FeatureGroup {
    std::int32_t first;
    std::int32_t count;
};

}  // namespace metaqnn
