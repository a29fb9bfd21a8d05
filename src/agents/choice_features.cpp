// Features of choices; see choice_features.hpp.
#include "agents/choice_features.hpp"

#include <algorithm>
#include <cmath>
#include <variant>

namespace metaqnn {
namespace {

constexpr Eigen::Index kinds = 6;
constexpr Eigen::Index of_layer = kinds + 3;
constexpr Eigen::Index of_place = 3;

// Numbers of a layer, brought to about 1.
struct Sizes {
    double width = 0.0;
    double field = 0.0;
    double stride = 0.0;
};

double width(int units) { return std::log2(units) / 10.0; }

struct SizesOf {
    Sizes operator()(const Convolution& layer) const {
        return {width(layer.filters), layer.field / 8.0, layer.stride / 4.0};
    }
    Sizes operator()(const MaxPooling& layer) const {
        return {0.0, layer.field / 8.0, layer.stride / 4.0};
    }
    Sizes operator()(const FullyConnected& layer) const { return {width(layer.units), 0.0, 0.0}; }
    Sizes operator()(const Block& layer) const { return {std::log2(layer.choice), 0.0, 0.0}; }
    Sizes operator()(const GlobalAveragePooling& /*layer*/) const { return {}; }
    Sizes operator()(const Softmax& /*layer*/) const { return {}; }
};

}  // namespace

ChoiceFeatures::ChoiceFeatures(const Mdp& mdp)
    : count_(of_place + (mdp.space().max_depth + 1) * of_layer),
      places_(of_place, mdp.slot_count()),
      actions_(Eigen::MatrixXf::Zero(of_layer, mdp.slot_count())) {
    const auto depth = static_cast<float>(mdp.space().max_depth);
    const auto side = static_cast<float>(mdp.input().side);
    const auto in_a_row = static_cast<float>(std::max(1, mdp.space().max_fully_connected));
    for (SlotId slot = 0; slot < mdp.slot_count(); ++slot) {
        const auto& [state, action] = mdp.pair(slot);
        places_.col(slot) << static_cast<float>(state.depth) / depth,
            static_cast<float>(state.bin) / side,
            static_cast<float>(state.fully_connected) / in_a_row;
        auto numbers = actions_.col(slot);
        numbers[static_cast<Eigen::Index>(kind_of(action))] = 1.0F;
        const Sizes sizes = std::visit(SizesOf(), action);
        numbers[kinds] = static_cast<float>(sizes.width);
        numbers[kinds + 1] = static_cast<float>(sizes.field);
        numbers[kinds + 2] = static_cast<float>(sizes.stride);
    }
}

Eigen::VectorXf ChoiceFeatures::of(std::span<const SlotId> before, SlotId choice) const {
    Eigen::VectorXf numbers = Eigen::VectorXf::Zero(count_);
    numbers.head(of_place) = places_.col(choice);
    numbers.tail(of_layer) = actions_.col(choice);
    for (std::size_t depth = 0; depth < before.size(); ++depth) {
        const auto first = of_place + static_cast<Eigen::Index>(depth) * of_layer;
        numbers.segment(first, of_layer) = actions_.col(before[depth]);
    }
    return numbers;
}

}  // namespace metaqnn
