// A whole network as a list of layers, its text form and the shapes inside it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/layer.hpp"

namespace metaqnn {

/// Layers from input to output; the last one, and only that, is a termination.
struct Architecture {
    std::vector<Layer> layers;
    auto operator<=>(const Architecture&) const = default;
};

/// Shape of one square image, [channels, side, side] (pixels).
struct ImageShape {
    int channels;
    int side;
    auto operator<=>(const ImageShape&) const = default;
};

/// What flows between two layers: [channels, side, side]; after FC, GAP and SM the side is 1.
using FeatureMap = ImageShape;

/// Text form: [C(64,3,1), P(2,2), SM(10)].
std::string to_text(const Architecture& architecture);

/// Reads the text form (at most 4096 characters).
/// @throws ConfigError: malformed text, no layer, a termination missing at the end or before it
Architecture parse_architecture(std::string_view text);

/// Side of the map after a window moves over `side` pixels: floor((side - field) / stride) + 1.
/// The one rule for the Mdp, the costs and the network.
/// @throws LogicError if the window is larger than the map
int output_side(int side, int field, int stride);

/// Zeros around a map, in pixels.
struct Padding {
    int before = 0;  ///< left and above
    int after = 0;   ///< right and below
    bool operator==(const Padding&) const = default;
};

/// The "same" padding of a convolution, after which its map has the side ceil(side / stride); what
/// cannot be shared equally goes right and below.
Padding same_padding(int side, int field, int stride);

/// True if the layer can be applied to the map: a pooling window that fits, a field not larger
/// than the map (Baker et al. 2017, Sec. 4).
bool fits(const Layer& layer, FeatureMap map);

/// The map after a layer. Convolution pads "same": side ceil(side / stride); a block keeps the map.
/// @throws ConfigError if the layer does not fit
FeatureMap apply(const Layer& layer, FeatureMap map);

/// The maps after each layer, in order.
/// @throws ConfigError naming the first layer that does not fit
std::vector<FeatureMap> feature_maps(const Architecture& architecture, ImageShape input);

}  // namespace metaqnn
