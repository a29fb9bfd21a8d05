// One layer of a network, as the search chooses it and as the text form writes it.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace metaqnn {

/// C(filters,field,stride): "same" padding, field x field pixels, then the recipe's activation.
struct Convolution {
    int filters;
    int field;
    int stride;
    auto operator<=>(const Convolution&) const = default;
};

/// P(field,stride): maximum over field x field pixels, no padding.
struct MaxPooling {
    int field;
    int stride;
    auto operator<=>(const MaxPooling&) const = default;
};

/// FC(units): all inputs to each unit, then the recipe's activation.
struct FullyConnected {
    int units;
    auto operator<=>(const FullyConnected&) const = default;
};

/// B(choice): the choice-th block, from 1, of a space whose results stand in a table. It keeps the
/// map; what it is made of and what it costs only the table knows.
struct Block {
    int choice;
    auto operator<=>(const Block&) const = default;
};

/// GAP(classes): 1x1 convolution to `classes` channels, mean over the map, softmax.
struct GlobalAveragePooling {
    int classes;
    auto operator<=>(const GlobalAveragePooling&) const = default;
};

/// SM(classes): linear layer to `classes`, softmax.
struct Softmax {
    int classes;
    auto operator<=>(const Softmax&) const = default;
};

/// Source: Baker et al. 2017, Table 1; blocks are ours.
using Layer =
    std::variant<Convolution, MaxPooling, FullyConnected, Block, GlobalAveragePooling, Softmax>;

/// What a layer is, without its numbers; the order of Layer.
enum class LayerKind : std::uint8_t {
    convolution,
    max_pooling,
    fully_connected,
    block,
    global_average_pooling,
    softmax,
};

LayerKind kind_of(const Layer& layer);

/// GAP and SM end a network.
bool is_termination(const Layer& layer);

/// Classes of a GAP or SM layer; 0 for every other layer.
int classes_of(const Layer& layer);

/// Text form: C(64,3,1), P(2,2), FC(128), B(1), GAP(10) or SM(10).
std::string to_text(const Layer& layer);

/// Reads the text form of one layer; blanks are ignored. Every number must be in [1, 1,000,000],
/// so that products of three stay within 64 bits.
/// @throws ConfigError naming what is wrong with `text`
Layer parse_layer(std::string_view text);

}  // namespace metaqnn
