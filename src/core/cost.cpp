// What each layer costs, and the memory of a training step; see cost.hpp.
#include "core/cost.hpp"

#include <algorithm>
#include <type_traits>
#include <variant>

namespace metaqnn {
namespace {

std::int64_t numbers(FeatureMap map) { return std::int64_t{map.channels} * map.side * map.side; }

// Learned numbers and multiply-adds of a layer between two maps.
struct Work {
    std::int64_t parameters = 0;
    std::int64_t multiply_adds = 0;
};

Work work_of(const Layer& layer, FeatureMap input, FeatureMap output) {
    // A kernel of `inputs` x `outputs` weights and one bias an output, applied `places` times.
    const auto kernel = [](std::int64_t inputs, std::int64_t outputs, std::int64_t places) {
        return Work{inputs * outputs + outputs, inputs * outputs * places};
    };
    if (const auto* convolution = std::get_if<Convolution>(&layer)) {
        const std::int64_t window = std::int64_t{convolution->field} * convolution->field;
        return kernel(input.channels * window, output.channels,
                      std::int64_t{output.side} * output.side);
    }
    if (std::holds_alternative<MaxPooling>(layer)) return {};
    if (std::holds_alternative<GlobalAveragePooling>(layer)) {
        return kernel(input.channels, output.channels, std::int64_t{input.side} * input.side);
    }
    return kernel(numbers(input), output.channels, 1);
}

// Numbers of one image that the forward pass leaves for the backward pass, besides the output.
std::int64_t kept_besides_output(const Layer& layer, FeatureMap input, FeatureMap output,
                                 const StepShape& step) {
    if (std::holds_alternative<Convolution>(layer) ||
        std::holds_alternative<FullyConnected>(layer)) {
        return step.batch_norm ? numbers(output) : 0;
    }
    if (std::holds_alternative<GlobalAveragePooling>(layer)) {
        return std::int64_t{output.channels} * input.side * input.side;
    }
    return 0;
}

// Peak of the backward pass: when it reaches a layer, the maps up to there are still kept, and the
// gradients of the layer's output and input exist beside them.
std::int64_t peak_numbers(const Architecture& architecture, const std::vector<FeatureMap>& maps,
                          ImageShape input, const StepShape& step) {
    std::int64_t kept = numbers(input);
    std::int64_t peak = kept;
    FeatureMap before = input;
    for (std::size_t i = 0; i < maps.size(); ++i) {
        const std::int64_t output = numbers(maps[i]);
        kept += output + kept_besides_output(architecture.layers[i], before, maps[i], step);
        const std::int64_t input_gradient = i == 0 ? 0 : numbers(before);
        peak = std::max(peak, kept + output + input_gradient);
        before = maps[i];
    }
    return peak;
}

}  // namespace

Cost cost_of(const Architecture& architecture, ImageShape input, const StepShape& step) {
    constexpr std::int64_t float32_bytes = 4;
    const std::vector<FeatureMap> maps = feature_maps(architecture, input);
    Cost cost;
    FeatureMap before = input;
    for (std::size_t i = 0; i < maps.size(); ++i) {
        const Layer& layer = architecture.layers[i];
        const Work work = work_of(layer, before, maps[i]);
        cost.layers.push_back(
            {to_text(layer), maps[i], work.parameters, work.multiply_adds, numbers(maps[i])});
        cost.parameters += work.parameters;
        cost.multiply_adds += work.multiply_adds;
        cost.activations += numbers(maps[i]);
        before = maps[i];
    }
    // Weights, their gradients and what the optimiser remembers are float32 in every precision.
    cost.memory_bytes =
        cost.parameters * (2 + step.optimizer_slots) * float32_bytes +
        step.batch * step.bytes_per_number * peak_numbers(architecture, maps, input, step);
    return cost;
}

}  // namespace metaqnn
