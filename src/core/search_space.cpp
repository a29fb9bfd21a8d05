// The known search spaces; see search_space.hpp.
#include "core/search_space.hpp"

#include "core/error.hpp"
#include "core/text.hpp"

namespace metaqnn {

std::vector<std::string_view> space_presets() {
    return {"paper", "mnist", "small", "nas-bench-macro"};
}

SearchSpace space_preset(std::string_view name) {
    SearchSpace space;
    if (name == "paper") return space;
    if (name == "mnist") {
        space.max_depth = 14;
        space.filters = {60, 120, 240};
        space.halved_windows = true;
        space.units = {1000, 500, 250, 100, 50, 10};
        space.max_fully_connected = 14;
        space.falling_units = false;
        space.fully_connected_max_side = 1024;
        space.bins = {};
        space.global_average_pooling = false;
        return space;
    }
    if (name == "small") {
        space.max_depth = 6;
        space.min_depth = 1;
        space.filters = {16, 32, 64};
        space.fields = {1, 3};
        space.pools = {{3, 2}, {2, 2}};
        space.units = {128, 64};
        space.max_fully_connected = 1;
        return space;
    }
    if (name == "nas-bench-macro") {
        space.max_depth = space.min_depth = 8;
        space.layers = {Block{1}, Block{2}, Block{3}};
        space.global_average_pooling = false;
        return space;
    }
    throw ConfigError("unknown space preset \"" + std::string(name) + "\"" +
                      suggestion(name, space_presets()) +
                      " (known: paper, mnist, small, nas-bench-macro)");
}

}  // namespace metaqnn
