// What may follow what; see space_rules.hpp.
#include "core/space_rules.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "core/error.hpp"

namespace metaqnn {
namespace {

constexpr std::size_t most_layers = 10'000;  // with their choices about 1 GB

// The range that parse_layer reads, so that every network can be read back.
bool in_range(int value) { return value >= 1 && value <= 1'000'000; }

template <class Value>
bool distinct(const std::vector<Value>& values) {
    return std::set<Value>(values.begin(), values.end()).size() == values.size();
}

void require_choices(const char* name, const std::vector<int>& values) {
    require(std::all_of(values.begin(), values.end(), in_range),
            std::string("space.") + name + " has a value that is not in 1 to 1000000");
    require(distinct(values), std::string("space.") + name + " names a value twice");
}

// True if `part` is n / 2^m for some m, rounded up or down.
bool is_halved(int n, int part) {
    for (int divisor = 1; divisor < 2 * n; divisor *= 2) {
        if (part == n / divisor || part == (n + divisor - 1) / divisor) return true;
    }
    return false;
}

// Every window that a halving space can have on maps up to `side`.
std::vector<MaxPooling> halved_windows(int side) {
    std::vector<MaxPooling> windows;
    for (int field = 1; field <= side; ++field) {
        for (int stride = 1; stride <= field; ++stride) {
            if (is_halved(field, stride)) windows.push_back({field, stride});
        }
    }
    return windows;
}

std::vector<MaxPooling> listed_windows(const SearchSpace& space) {
    if (space.fields.size() * space.strides.size() > most_layers) {
        reject_size("layers", most_layers);
    }
    std::vector<MaxPooling> windows;
    for (const int field : space.fields) {
        for (const int stride : space.strides) windows.push_back({field, stride});
    }
    return windows;
}

// Every combination of the space's lists.
std::vector<Layer> combined_layers(const SearchSpace& space, int side) {
    const bool halved = space.halved_windows;
    const std::vector<MaxPooling> windows = halved ? halved_windows(side) : listed_windows(space);
    const std::vector<MaxPooling>& pools = halved ? windows : space.pools;
    if (space.filters.size() * windows.size() + pools.size() + space.units.size() > most_layers) {
        reject_size("layers", most_layers);
    }
    std::vector<Layer> layers;
    for (const int filters : space.filters) {
        for (const auto& [field, stride] : windows) {
            layers.emplace_back(Convolution{filters, field, stride});
        }
    }
    layers.insert(layers.end(), pools.begin(), pools.end());
    for (const int units : space.units) layers.emplace_back(FullyConnected{units});
    return layers;
}

bool includes(const std::vector<LayerKind>& kinds, LayerKind kind) {
    return std::ranges::find(kinds, kind) != kinds.end();
}

// Whether the kind of layer may follow the last one, were there no counts and sides.
bool may_follow(const SearchSpace& space, const std::optional<Layer>& last, LayerKind kind) {
    if (!last) return space.pooling_first || kind != LayerKind::max_pooling;
    switch (kind_of(*last)) {
        case LayerKind::convolution:
            return includes(space.after_convolution, kind);
        case LayerKind::max_pooling:
            return includes(space.after_pooling, kind);
        case LayerKind::block:
            return true;
        default:
            return kind == LayerKind::fully_connected || kind == LayerKind::softmax;
    }
}

// Whether a space of halving windows has this one on a map.
bool has_window(int side, const Layer& layer) {
    if (const auto* convolution = std::get_if<Convolution>(&layer)) {
        return is_halved(side, convolution->field);
    }
    const auto* pool = std::get_if<MaxPooling>(&layer);
    return pool == nullptr || is_halved(side, pool->field);
}

bool allows_fully_connected(const SearchSpace& space, const State& state, int side, int units) {
    const auto* last = state.last ? std::get_if<FullyConnected>(&*state.last) : nullptr;
    if (last == nullptr) {
        return side <= space.fully_connected_max_side && space.max_fully_connected >= 1;
    }
    return (units <= last->units || !space.falling_units) &&
           state.fully_connected < space.max_fully_connected;
}

}  // namespace

void reject_size(const char* what, std::size_t most) {
    throw ConfigError("the space has over " + std::to_string(most) + " " + what +
                      "; give fewer space.filters, space.fields, space.strides or space.units, or "
                      "lower space.max_depth");
}

void check_space(const SearchSpace& space, ImageShape input, int classes) {
    require(input.channels >= 1 && input.side >= 1, "images have no pixels");
    require(classes >= 2, "the data set has fewer than 2 classes");
    require(space.max_depth >= 1 && space.max_depth <= 32,
            "space.max_depth = " + std::to_string(space.max_depth) + " (must be from 1 to 32)");
    require(space.min_depth >= 0 && space.min_depth <= space.max_depth,
            "space.min_depth = " + std::to_string(space.min_depth) +
                " (must be from 0 to space.max_depth)");
    require_choices("filters", space.filters);
    require_choices("fields", space.fields);
    require_choices("strides", space.strides);
    require_choices("units", space.units);
    require_choices("bins", space.bins);
    for (const MaxPooling& pool : space.pools) {
        require(in_range(pool.field) && in_range(pool.stride),
                "space.pools has a value that is not in 1 to 1000000");
    }
    require(distinct(space.pools), "space.pools names a window twice");
    require(std::is_sorted(space.bins.rbegin(), space.bins.rend()),
            "space.bins must be lower edges in falling order, for instance [8, 4, 1]");
    require(distinct(space.layers), "space.layers names a layer twice");
    require(std::none_of(space.layers.begin(), space.layers.end(), is_termination),
            "space.layers has a termination (they come by space.softmax and "
            "space.global_average_pooling); leave it out");
}

std::vector<Layer> all_layers(const SearchSpace& space, int side, int classes) {
    std::vector<Layer> layers = space.layers.empty() ? combined_layers(space, side) : space.layers;
    if (space.global_average_pooling) layers.emplace_back(GlobalAveragePooling{classes});
    if (space.softmax) layers.emplace_back(Softmax{classes});
    return layers;
}

bool allows(const SearchSpace& space, const State& state, int side, const Layer& layer) {
    if (!may_follow(space, state.last, kind_of(layer))) return false;
    if (is_termination(layer)) return state.depth >= space.min_depth;
    if (state.depth >= space.max_depth) return false;
    if (const auto* full = std::get_if<FullyConnected>(&layer)) {
        return allows_fully_connected(space, state, side, full->units);
    }
    const bool halved = space.halved_windows && space.layers.empty();
    return fits(layer, {1, side}) && (!halved || has_window(side, layer));
}

}  // namespace metaqnn
