// Networks that are not beaten in accuracy and cost at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace metaqnn {

struct AccuracyAndCost {
    double accuracy = 0.0;
    std::int64_t cost = 0;
};

/// Indices of the points that no other beats: none is as good for less, none better for as much.
/// Cheapest first; of equal points the first one.
std::vector<std::size_t> pareto_front(std::span<const AccuracyAndCost> points);

}  // namespace metaqnn
