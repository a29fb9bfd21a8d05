// What each layer costs, and the memory of a training step; see cost.hpp.
#include "core/cost.hpp"

#include <algorithm>
#include <type_traits>
#include <variant>

#include "core/error.hpp"

namespace metaqnn {
namespace {

// Numbers in a map. Number: std::int64_t, or double where it is not known that they can be counted.
template <class Number = std::int64_t>
Number numbers(FeatureMap map) {
    return static_cast<Number>(map.channels) * map.side * map.side;
}

// Learned numbers and multiply-adds of a layer between two maps.
template <class Number>
struct Work {
    Number parameters = 0;
    Number multiply_adds = 0;
};

template <class Number = std::int64_t>
Work<Number> work_of(const Layer& layer, FeatureMap input, FeatureMap output) {
    // A kernel of `inputs` x `outputs` weights and one bias an output, applied `places` times.
    const auto kernel = [](Number inputs, Number outputs, Number places) {
        return Work<Number>{inputs * outputs + outputs, inputs * outputs * places};
    };
    const auto outputs = static_cast<Number>(output.channels);
    const auto places = [](FeatureMap map) { return static_cast<Number>(map.side) * map.side; };
    if (const auto* convolution = std::get_if<Convolution>(&layer)) {
        const Number window = static_cast<Number>(convolution->field) * convolution->field;
        return kernel(input.channels * window, outputs, places(output));
    }
    if (std::holds_alternative<MaxPooling>(layer)) return {};
    if (std::holds_alternative<GlobalAveragePooling>(layer)) {
        return kernel(static_cast<Number>(input.channels), outputs, places(input));
    }
    return kernel(numbers<Number>(input), outputs, 1);
}

// What the weights of a layer write: a global average only shrinks it afterwards.
FeatureMap written(const Layer& layer, FeatureMap input, FeatureMap output) {
    const bool averages = std::holds_alternative<GlobalAveragePooling>(layer);
    return averages ? FeatureMap{output.channels, input.side} : output;
}

// True if the sums over the layers up to this one can be counted: whole numbers up to these limits
// are exact in double, and what the memory of a step adds up from them stays in 64 bits.
bool countable(const Layer& layer, FeatureMap input, FeatureMap output, const Cost& sum) {
    constexpr double most_work = 9e15;         // parameters, multiply-adds
    constexpr double most_activations = 1e11;  // of one image
    const Work<double> work = work_of<double>(layer, input, output);
    const double activations =
        numbers<double>(input) + numbers<double>(written(layer, input, output));
    return static_cast<double>(sum.activations) + activations <= most_activations &&
           static_cast<double>(sum.parameters) + work.parameters <= most_work &&
           static_cast<double>(sum.multiply_adds) + work.multiply_adds <= most_work;
}

// The layers that can be counted together, from the first on.
Cost count_layers(const Architecture& architecture, const std::vector<FeatureMap>& maps,
                  ImageShape input) {
    Cost cost;
    FeatureMap before = input;
    for (std::size_t i = 0; i < maps.size(); ++i) {
        const Layer& layer = architecture.layers[i];
        if (!countable(layer, before, maps[i], cost)) break;
        const Work<std::int64_t> work = work_of(layer, before, maps[i]);
        cost.layers.push_back(
            {layer, maps[i], work.parameters, work.multiply_adds, numbers(maps[i])});
        cost.parameters += work.parameters;
        cost.multiply_adds += work.multiply_adds;
        cost.activations += numbers(maps[i]);
        before = maps[i];
    }
    return cost;
}

// A layer with weights and a pooling that follows it, as they are computed together; sizes in
// numbers of one image.
struct Stage {
    std::int64_t input = 0;
    std::int64_t output = 0;  // of the weights
    std::int64_t result = 0;  // smaller than output if it pools
    std::int64_t parameters = 0;
    std::int64_t rank = 0;  // of the weights as a matrix: outputs or inputs of one, the fewer
    bool pools = false;
    bool hidden = false;  // has weights and does not end the network
    bool even = false;    // the second, fourth, ... layer
};

std::vector<Stage> stages_of(const Architecture& architecture, const std::vector<FeatureMap>& maps,
                             ImageShape input) {
    std::vector<Stage> stages;
    FeatureMap before = input;
    for (std::size_t i = 0; i < maps.size(); ++i) {
        const Layer& layer = architecture.layers[i];
        const bool pools = std::holds_alternative<MaxPooling>(layer);
        if (pools && i > 0 && !stages.back().pools) {
            stages.back().pools = true;
            stages.back().result = numbers(maps[i]);
        } else {
            const FeatureMap output = written(layer, before, maps[i]);
            const bool hidden = !pools && !is_termination(layer);
            const std::int64_t parameters = work_of(layer, before, maps[i]).parameters;
            const std::int64_t outputs = output.channels;
            stages.push_back({numbers(before), numbers(output), numbers(output), parameters,
                              std::min(outputs, parameters / outputs), pools, hidden, i % 2 == 1});
        }
        before = maps[i];
    }
    return stages;
}

// Follows the memory through one training step: what each stage keeps for its gradient, what it
// only passes on, and the gradients of weights as they come. The rules are those of the train
// layer.
class StepMemory {
  public:
    explicit StepMemory(const StepShape& step)
        : map_bytes_(std::int64_t{step.batch} * step.bytes_per_number), step_(step) {}

    // Whatever follows the stages; the last of them may yet be pooled.
    std::int64_t least_of(const std::vector<Stage>& stages) {
        if (stages.empty()) return 0;
        for (const Stage& stage : stages) hold_weights(stage);
        take(map(stages.front().input));
        for (std::size_t i = 0; i + 1 < stages.size(); ++i) forward(stages[i]);
        return peak_;
    }

    std::int64_t peak_of(const std::vector<Stage>& stages) {
        for (const Stage& stage : stages) hold_weights(stage);
        take(map(stages.front().input));
        for (const Stage& stage : stages) forward(stage);
        take(map(stages.back().result));
        for (std::size_t i = stages.size(); i-- > 0;) backward(stages[i], i == 0);
        for (const Stage& stage : stages) optimise(stage);
        return peak_;
    }

  private:
    static constexpr std::int64_t float32_bytes = 4;

    void take(std::int64_t bytes) {
        live_ += bytes;
        peak_ = std::max(peak_, live_);
    }
    void give(std::int64_t bytes) { live_ -= bytes; }
    std::int64_t map(std::int64_t count) const { return count * map_bytes_; }

    // Weights and what the optimiser remembers are float32 in every precision.
    void hold_weights(const Stage& stage) {
        const bool one = step_.optimizer == Optimizer::sgd ||
                         (step_.optimizer == Optimizer::muon && stage.hidden);
        take(stage.parameters * (one ? 2 : 3) * float32_bytes);
        if (step_.bytes_per_number < float32_bytes) {
            take(stage.parameters * step_.bytes_per_number);
        }
    }

    // Muon makes a matrix orthogonal: two copies of it, and two squares of its rank.
    void optimise(const Stage& stage) {
        if (step_.optimizer != Optimizer::muon || !stage.hidden) return;
        const std::int64_t scratch = 2 * (stage.parameters + stage.rank * stage.rank);
        take(scratch * float32_bytes);
        give(scratch * float32_bytes);
    }

    void forward(const Stage& stage) {
        if (stage.parameters > 0) take(map(stage.output));
        if (pools_last(stage)) activate(stage, stage.output);
        if (stage.pools) {
            take(map(stage.result) + winners(stage));
            if (!keeps_dropped(stage)) {
                give(stage.parameters > 0 ? map(stage.output) : map(stage.input));
            }
        }
        if (!pools_last(stage)) activate(stage, stage.result);
    }

    // The gradient of the result is there; leaves that of the input.
    void backward(const Stage& stage, bool first) {
        if (stage.parameters == 0) return;
        give(map(stage.result));  // what was passed on
        if (!pools_last(stage)) pass_activation(stage, stage.result);
        if (stage.pools) {
            take(map(stage.output));
            give(map(stage.result) + winners(stage));
        }
        if (keeps_dropped(stage)) give(map(stage.output));
        if (pools_last(stage)) pass_activation(stage, stage.output);
        take(stage.parameters * float32_bytes);
        if (!first) take(map(stage.input));
        give(map(stage.output));
    }

    // Batch normalisation, and an activation that is not ReLU, keep their input.
    std::int64_t copies(const Stage& stage) const {
        if (!stage.hidden) return 0;
        return (step_.batch_norm ? 1 : 0) + (step_.activation != Activation::relu ? 1 : 0);
    }
    void activate(const Stage& stage, std::int64_t count) { take(copies(stage) * map(count)); }
    // Each new gradient takes the place of what was kept and of the gradient before.
    void pass_activation(const Stage& stage, std::int64_t count) {
        for (std::int64_t copy = 0; copy < copies(stage); ++copy) {
            take(map(count));
            give(2 * map(count));
        }
    }
    // A maximum commutes with ReLU, ELU and the normalisation, not with GELU or dropout.
    bool pools_last(const Stage& stage) const {
        const bool is_gelu = step_.activation == Activation::gelu && !step_.batch_norm;
        return stage.pools && (drops(stage) || is_gelu);
    }
    bool drops(const Stage& stage) const { return stage.even && step_.dropout; }
    // Its map tells what was dropped; ReLU, dropout and pooling are one pass.
    bool keeps_dropped(const Stage& stage) const {
        return stage.hidden && stage.pools && drops(stage) && step_.activation != Activation::relu;
    }

    // One byte for each maximum: where it was in its window.
    std::int64_t winners(const Stage& stage) const { return stage.result * step_.batch; }

    std::int64_t map_bytes_;
    StepShape step_;
    std::int64_t live_ = 0;
    std::int64_t peak_ = 0;
};

}  // namespace

Cost cost_of(const Architecture& architecture, ImageShape input, const StepShape& step) {
    for (const Layer& layer : architecture.layers) {
        if (!std::holds_alternative<Block>(layer)) continue;
        throw ConfigError(to_text(layer) +
                          " has no costs of its own (a block stands for what a table tells); "
                          "use it with data.kind = \"table\"");
    }
    const std::vector<FeatureMap> maps = feature_maps(architecture, input);
    Cost cost = count_layers(architecture, maps, input);
    if (cost.layers.size() < maps.size()) {
        throw ConfigError("network too large at " +
                          to_text(architecture.layers[cost.layers.size()]) +
                          " (its costs are beyond what can be counted); choose smaller layers or "
                          "images");
    }
    cost.memory_bytes = StepMemory(step).peak_of(stages_of(architecture, maps, input));
    return cost;
}

LayerWork work_of(const Layer& layer, FeatureMap input) {
    const FeatureMap output = apply(layer, input);
    const Work<double> work = work_of<double>(layer, input, output);
    return {work.parameters, work.multiply_adds, numbers<double>(output)};
}

bool is_countable(const Architecture& beginning, ImageShape input) {
    const std::vector<FeatureMap> maps = feature_maps(beginning, input);
    return count_layers(beginning, maps, input).layers.size() == maps.size();
}

std::int64_t least_memory_bytes(const Architecture& beginning, ImageShape input,
                                const StepShape& step) {
    return StepMemory(step).least_of(stages_of(beginning, feature_maps(beginning, input), input));
}

}  // namespace metaqnn
