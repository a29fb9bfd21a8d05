// Which networks a search may design: the choices of Table 1, as data.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/layer.hpp"

namespace metaqnn {

/// How much a state tells the agent. The paper's bins hide the true side, and the last layer the
/// way to it, so that the next state is uncertain (App. B): the others measure what that costs.
enum class StateKind : std::uint8_t {
    paper,         ///< last layer, depth, bin
    exact_side,    ///< the true side for the bin: nothing is uncertain
    previous_two,  ///< the layer before the last one, too
};

/// The choices of a search. Defaults: Baker et al. 2017, Table 1 (depth of SVHN and MNIST).
struct SearchSpace {
    int max_depth = 12;  ///< layers before the termination (CIFAR-10: 18)
    int min_depth = 0;   ///< layers before a termination is allowed
    std::vector<int> filters{64, 128, 256, 512};
    std::vector<int> fields{1, 3, 5};  ///< pixels
    std::vector<int> strides{1};       ///< pixels, of convolutions
    std::vector<MaxPooling> pools{{5, 3}, {3, 2}, {2, 2}};
    bool pooling_first = true;  ///< released code: false
    /// Windows that halve (App. C): on a map of side n the fields of convolutions and poolings are
    /// n / 2^m and the strides of a field f are f / 2^m, rounded up and down. `fields`, `strides`
    /// and `pools` are not used then.
    bool halved_windows = false;
    std::vector<int> units{512, 256, 128};
    int max_fully_connected = 2;       ///< in a row
    bool falling_units = true;         ///< of FC in a row, each not larger than the one before
    int fully_connected_max_side = 7;  ///< FC only on maps up to this side (pixels)
    std::vector<int> bins{8, 4, 1};    ///< lower edges of the R-size bins (pixels), falling;
                                       ///< none: the agent sees the true side (App. C)
    /// Not empty: the layers before the termination, instead of all combinations of `filters`,
    /// `fields` and `strides`, of `pools` and of `units`.
    std::vector<Layer> layers;
    /// What may follow a convolution and a pooling. FC: another FC (max_fully_connected) or SM.
    std::vector<LayerKind> after_convolution{LayerKind::convolution, LayerKind::max_pooling,
                                             LayerKind::fully_connected,
                                             LayerKind::global_average_pooling, LayerKind::softmax};
    std::vector<LayerKind> after_pooling{LayerKind::convolution, LayerKind::fully_connected,
                                         LayerKind::global_average_pooling, LayerKind::softmax};
    bool global_average_pooling = true;  ///< termination GAP
    bool softmax = true;                 ///< termination SM
    StateKind state = StateKind::paper;  ///< set by agent.state
    bool operator==(const SearchSpace&) const = default;
};

/// Names that space_preset knows: "paper" (the default of SearchSpace), "mnist" (the first space
/// for MNIST, Baker et al. 2017, App. C: up to 14 layers, windows that halve, FC of 1000 to 10
/// units anywhere and in any number, SM only; where both roundings of a half are meant to be there,
/// the paper does not say, but its network of 0.41 % has both), "small" (for a laptop: depth 6,
/// filters 16 to 64, fields 1 and 3, FC 128 and 64) and "nas-bench-macro" (eight layers, each one
/// of three blocks, then SM: 6,561 networks; Su et al. 2021, arXiv 2103.11922).
std::vector<std::string_view> space_presets();

/// @throws ConfigError with a near match if the name is unknown
SearchSpace space_preset(std::string_view name);

}  // namespace metaqnn
