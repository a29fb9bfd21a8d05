// A named array of numbers, on its way from a network to a file or back.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace metaqnn {

struct Tensor {
    std::string name;  ///< unique among those it is stored with, without '/'
    std::vector<std::int64_t> shape;
    std::vector<float> values;  ///< row-major, as many as the product of the shape
    bool operator==(const Tensor&) const = default;
};

}  // namespace metaqnn
