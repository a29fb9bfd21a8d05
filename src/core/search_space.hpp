// Which networks a search may design: the choices of Table 1, as data.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/layer.hpp"

namespace metaqnn {

/// The choices of a search. Defaults: Baker et al. 2017, Table 1 (depth of SVHN and MNIST).
struct SearchSpace {
    int max_depth = 12;  ///< layers before the termination (CIFAR-10: 18)
    int min_depth = 0;   ///< layers before a termination is allowed
    std::vector<int> filters{64, 128, 256, 512};
    std::vector<int> fields{1, 3, 5};  ///< pixels
    std::vector<int> strides{1};       ///< pixels, of convolutions
    std::vector<MaxPooling> pools{{5, 3}, {3, 2}, {2, 2}};
    bool pooling_first = true;  ///< released code: false
    std::vector<int> units{512, 256, 128};
    int max_fully_connected = 2;         ///< in a row; each not larger than the one before
    int fully_connected_max_side = 7;    ///< FC only on maps up to this side (pixels)
    std::vector<int> bins{8, 4, 1};      ///< lower edges of the R-size bins (pixels), falling
    bool global_average_pooling = true;  ///< termination GAP
    bool softmax = true;                 ///< termination SM
    bool operator==(const SearchSpace&) const = default;
};

/// Names that space_preset knows: "paper" (the default of SearchSpace) and "small" (for a laptop:
/// depth 6, filters 16 to 64, fields 1 and 3, FC 128 and 64).
std::vector<std::string_view> space_presets();

/// @throws ConfigError with a near match if the name is unknown
SearchSpace space_preset(std::string_view name);

}  // namespace metaqnn
