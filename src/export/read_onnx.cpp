// From an exported graph back to stored layers; see read_onnx.hpp.
#include "export/read_onnx.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <onnx/onnx_pb.h>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/text.hpp"
#include "export/onnx_model.hpp"

namespace metaqnn {
namespace {

constexpr std::int64_t largest_size = 1'000'000;

std::string told(const onnx::ModelProto& model, const char* key) {
    for (const onnx::StringStringEntryProto& entry : model.metadata_props()) {
        if (entry.key() == key) return entry.value();
    }
    throw ConfigError(std::string("its metadata have no \"") + key +
                      "\"; export the network with this metaqnn");
}

/// The one of the choices that the metadata name.
template <class Choices>
auto choice(const onnx::ModelProto& model, const char* key, const Choices& choices) {
    const std::string text = told(model, key);
    const auto* const found =
        std::ranges::find(choices, text, [](const auto& choice) { return to_text(choice); });
    require(found != choices.end(), std::string(key) + " = \"" + printable(text) +
                                        "\" is unknown to this program; use a newer metaqnn");
    return *found;
}

bool flag(const onnx::ModelProto& model, const char* key) { return told(model, key) == "1"; }

// Numbers with a blank between two.
std::vector<float> numbers(const onnx::ModelProto& model, const char* key) {
    const std::string text = told(model, key);
    std::vector<float> values;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        float value = 0.0F;
        const auto parsed = std::from_chars(at, end, value);
        require(parsed.ec == std::errc{}, std::string(key) + " is no list of numbers");
        values.push_back(value);
        at = parsed.ptr == end ? end : parsed.ptr + 1;
    }
    return values;
}

ImageShape input_of(const onnx::GraphProto& graph) {
    require(graph.input_size() == 1, "it has not one input");
    const onnx::TensorShapeProto& shape = graph.input(0).type().tensor_type().shape();
    require(shape.dim_size() == 4, "its input is no [N, C, H, W]");
    const auto size = [&](int dimension) {
        const std::int64_t value = shape.dim(dimension).dim_value();
        require(value >= 1 && value <= largest_size, "its input has a size out of range");
        return static_cast<int>(value);
    };
    return {size(1), size(2)};
}

Tensor tensor_of(const onnx::TensorProto& from) {
    static_assert(std::endian::native == std::endian::little);  // as raw data are
    Tensor tensor{from.name(), {from.dims().begin(), from.dims().end()}, {}};
    const std::string& bytes = from.raw_data();
    auto left = static_cast<std::int64_t>(bytes.size() / sizeof(float));
    for (const std::int64_t size : tensor.shape) {
        require(size >= 1 && left % size == 0, "its tensors do not have the shapes that they say");
        left /= size;
    }
    require(left == 1, "its tensors do not have the shapes that they say");
    tensor.values.resize(bytes.size() / sizeof(float));
    std::memcpy(tensor.values.data(), bytes.data(), tensor.values.size() * sizeof(float));
    return tensor;
}

// In the network's order: parameters, then what batch normalisation keeps.
std::vector<Tensor> tensors_of(const onnx::GraphProto& graph) {
    std::vector<Tensor> parameters;
    std::vector<Tensor> statistics;
    for (const onnx::TensorProto& constant : graph.initializer()) {
        const std::string& name = constant.name();
        const std::string_view what = std::string_view(name).substr(name.find('.') + 1);
        if (what == name) continue;  // of the normalisation of pixels
        if (what == "weight" || what == "bias") parameters.push_back(tensor_of(constant));
        if (what.starts_with("running_")) statistics.push_back(tensor_of(constant));
    }
    std::ranges::move(statistics, std::back_inserter(parameters));
    return parameters;
}

}  // namespace

StoredNetwork from_onnx(const std::string& bytes) {
    onnx::ModelProto model;
    require(model.ParseFromString(bytes) && model.producer_name() == "metaqnn",
            "it is no ONNX file that metaqnn exported; name one, or a file of weights");
    StoredNetwork network;
    const std::string trial = told(model, "trial");
    std::from_chars(trial.data(), trial.data() + trial.size(), network.trial);
    network.architecture = parse_architecture(told(model, "architecture"));
    network.input = input_of(model.graph());
    network.classes = classes_of(network.architecture.layers.back());
    network.rules.normalisation = choice(model, "normalisation", normalisations);
    network.rules.activation = choice(model, "activation", activations);
    network.rules.batch_norm = flag(model, "batch_norm");
    network.rules.dropout = flag(model, "dropout");
    network.rules.gap_relu = flag(model, "gap_relu");
    network.mean = numbers(model, "mean");
    network.deviation = numbers(model, "deviation");
    for (const std::vector<float>* of : {&network.mean, &network.deviation}) {
        require(std::cmp_equal(of->size(), network.input.channels),
                "its means and deviations are not one a channel");
    }
    network.tensors = tensors_of(model.graph());
    // Whatever else it says, only what comes out again was understood.
    require(to_onnx(network) == bytes,
            "it was changed since metaqnn exported it; export the network again");
    return network;
}

}  // namespace metaqnn
