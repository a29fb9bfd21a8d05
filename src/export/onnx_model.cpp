// From stored layers to nodes of a graph; see onnx_model.hpp.
#include "export/onnx_model.hpp"

#include <array>
#include <charconv>
#include <climits>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <onnx/checker.h>
#include <onnx/onnx_pb.h>
#include <onnx/shape_inference/implementation.h>
#include <optional>
#include <variant>

#include "core/error.hpp"
#include "export/node_chain.hpp"
#include "export/normalise_pixels.hpp"

namespace metaqnn {
namespace {

using Numbers = NodeChain::Numbers;

void add_input(onnx::GraphProto& graph, const ImageShape& shape) {
    onnx::ValueInfoProto& input = *graph.add_input();
    input.set_name("pixels");
    onnx::TypeProto::Tensor& type = *input.mutable_type()->mutable_tensor_type();
    type.set_elem_type(onnx::TensorProto::UINT8);
    type.mutable_shape()->add_dim()->set_dim_param("N");
    for (const int size : {shape.channels, shape.side, shape.side}) {
        type.mutable_shape()->add_dim()->set_dim_value(size);
    }
}

void add_output(onnx::GraphProto& graph, int classes) {
    onnx::ValueInfoProto& output = *graph.add_output();
    output.set_name("logits");
    onnx::TypeProto::Tensor& type = *output.mutable_type()->mutable_tensor_type();
    type.set_elem_type(onnx::TensorProto::FLOAT);
    type.mutable_shape()->add_dim()->set_dim_param("N");
    type.mutable_shape()->add_dim()->set_dim_value(classes);
}

/// Builds the graph of a network in the order of build_network() of the train layer.
class GraphBuilder {
  public:
    GraphBuilder(const StoredNetwork& network, onnx::GraphProto& graph)
        : network_(network),
          layers_(network.architecture.layers),
          maps_(feature_maps(network.architecture, network.input)),
          chain_(graph) {}

    void build() {
        normalise_pixels(chain_, network_);
        for (std::size_t i = 0; i < layers_.size(); i = next_) {
            next_ = i + 1;
            std::visit([&](const auto& layer) { add(layer, i); }, layers_[i]);
        }
        set(chain_.add("Flatten", "logits"), "axis", std::int64_t{1});
        require(used_ == network_.tensors.size(), "the stored weights hold tensors that " +
                                                      to_text(network_.architecture) +
                                                      " does not have; train the network anew");
    }

  private:
    ImageShape before(std::size_t i) const { return i == 0 ? network_.input : maps_[i - 1]; }

    static std::string name(std::size_t i, const char* what) {
        return std::to_string(i) + "." + what;
    }

    // A stored tensor as a constant.
    std::string stored(std::size_t i, const char* what, const Numbers& shape) {
        for (const Tensor& tensor : network_.tensors) {
            if (tensor.name != name(i, what) || tensor.shape != shape) continue;
            ++used_;
            return chain_.constant(tensor.name, shape, tensor.values);
        }
        throw ConfigError("the stored weights have no " + name(i, what) + " that fits " +
                          to_text(network_.architecture) + "; train the network anew");
    }

    /// A convolution over maps of `before(i)`; one over the whole map is a layer that connects all.
    void convolve(std::size_t i, std::int64_t outputs, int field, int stride, Padding padding,
                  bool with_bias) {
        std::vector<std::string> parameters{
            stored(i, "weight", {outputs, before(i).channels, field, field})};
        if (with_bias) parameters.push_back(stored(i, "bias", {outputs}));
        onnx::NodeProto& node = chain_.add("Conv", name(i, "maps"), parameters);
        set(node, "kernel_shape", {field, field});
        set(node, "strides", {stride, stride});
        set(node, "pads", {padding.before, padding.before, padding.after, padding.after});
    }

    void pool(std::size_t i, const MaxPooling& layer) {
        onnx::NodeProto& node = chain_.add("MaxPool", name(i, "pooled"));
        set(node, "kernel_shape", {layer.field, layer.field});
        set(node, "strides", {layer.stride, layer.stride});
    }

    void normalise(std::size_t i) {
        const std::int64_t channels = maps_[i].channels;
        const std::vector<float> ones(static_cast<std::size_t>(channels), 1.0F);
        const std::string one = chain_.constant(name(i, "scale"), {channels}, ones);
        const std::string bias = stored(i, "bias", {channels});
        const std::string mean = stored(i, "running_mean", {channels});
        const std::string variance = stored(i, "running_variance", {channels});
        onnx::NodeProto& node =
            chain_.add("BatchNormalization", name(i, "normalised"), {one, bias, mean, variance});
        set(node, "epsilon", batch_norm_epsilon);
    }

    void activate(std::size_t i, Activation kind) {
        switch (kind) {
            case Activation::relu:
                chain_.add("Relu", name(i, "activated"));
                return;
            case Activation::elu:
                chain_.add("Elu", name(i, "activated"));
                return;
            case Activation::gelu:
                return add_gelu(i);
        }
    }

    // x / 2 * (1 + erf(x / sqrt(2))): opset 13 has no node for it.
    void add_gelu(std::size_t i) {
        const std::string input = chain_.end();
        const auto number = [&](const char* what, double value) {
            return chain_.constant(name(i, what), {}, {static_cast<float>(value)});
        };
        chain_.add("Mul", name(i, "scaled"), {number("root", std::numbers::sqrt2 / 2.0)});
        chain_.add("Erf", name(i, "erf"));
        chain_.add("Add", name(i, "raised"), {number("one", 1.0)});
        chain_.add("Mul", name(i, "weighted"), {input});
        chain_.add("Mul", name(i, "activated"), {number("half", 0.5)});
    }

    // What follows the weights of layer i; takes a pooling layer that comes next with it.
    void add_rest(std::size_t i) {
        const auto* following = std::get_if<MaxPooling>(&layers_[i + 1]);
        if (following != nullptr) next_ = i + 2;
        const bool first = pools_first(network_.rules, i);
        if (following != nullptr && first) pool(i + 1, *following);
        if (network_.rules.batch_norm) normalise(i);
        activate(i, network_.rules.activation);
        if (following != nullptr && !first) pool(i + 1, *following);
    }

    void add(const Convolution& layer, std::size_t i) {
        convolve(i, layer.filters, layer.field, layer.stride,
                 same_padding(before(i).side, layer.field, layer.stride),
                 !network_.rules.batch_norm);
        add_rest(i);
    }

    void add(const MaxPooling& layer, std::size_t i) { pool(i, layer); }

    void add(const FullyConnected& layer, std::size_t i) {
        convolve(i, layer.units, before(i).side, 1, {}, !network_.rules.batch_norm);
        add_rest(i);
    }

    void add(const GlobalAveragePooling& layer, std::size_t i) {
        convolve(i, layer.classes, 1, 1, {}, true);
        if (network_.rules.gap_relu) activate(i, Activation::relu);
        chain_.add("GlobalAveragePool", name(i, "mean"));
    }

    // None is ever trained, so none is stored.
    void add(const Block& layer, std::size_t /*i*/) {
        throw ConfigError(to_text(layer) + " has no layers that could be exported");
    }

    void add(const Softmax& layer, std::size_t i) {
        convolve(i, layer.classes, before(i).side, 1, {}, true);
    }

    const StoredNetwork& network_;
    const std::vector<Layer>& layers_;
    std::vector<FeatureMap> maps_;
    NodeChain chain_;
    std::size_t next_ = 0;
    std::size_t used_ = 0;  // stored tensors
};

void check_content(const StoredNetwork& network) {
    require_rules(network);
    const int outputs = classes_of(network.architecture.layers.back());
    require(outputs == network.classes,
            to_text(network.architecture) + " has " + std::to_string(outputs) + " outputs for " +
                std::to_string(network.classes) + " classes; the stored weights are damaged");
    constexpr std::size_t room_for_nodes = 1U << 20U;
    std::size_t bytes = 0;
    for (const Tensor& tensor : network.tensors) bytes += tensor.values.size() * sizeof(float);
    require(bytes < INT_MAX - room_for_nodes,
            "the weights take " + std::to_string(bytes) +
                " bytes (an ONNX file holds 2 GB at most); use --format hdf5");
}

void add_metadata(onnx::ModelProto& model, const char* key, const std::string& value) {
    onnx::StringStringEntryProto& entry = *model.add_metadata_props();
    entry.set_key(key);
    entry.set_value(value);
}

// With a blank between two, exactly.
std::string text_of(const std::vector<float>& numbers) {
    std::string text;
    std::array<char, 32> digits{};
    for (const float number : numbers) {
        if (!text.empty()) text += ' ';
        text.append(digits.data(), std::to_chars(digits.begin(), digits.end(), number).ptr);
    }
    return text;
}

// What the graph does not tell of the network, so that it can be read back.
void add_rules(onnx::ModelProto& model, const StoredNetwork& network) {
    const InferenceRules& rules = network.rules;
    add_metadata(model, "normalisation", std::string(to_text(rules.normalisation)));
    add_metadata(model, "activation", std::string(to_text(rules.activation)));
    add_metadata(model, "batch_norm", rules.batch_norm ? "1" : "0");
    add_metadata(model, "dropout", rules.dropout ? "1" : "0");
    add_metadata(model, "gap_relu", rules.gap_relu ? "1" : "0");
    add_metadata(model, "mean", text_of(network.mean));
    add_metadata(model, "deviation", text_of(network.deviation));
}

}  // namespace

std::string to_onnx(const StoredNetwork& network) {
    check_content(network);
    onnx::ModelProto model;
    model.set_ir_version(7);
    model.add_opset_import()->set_version(13);
    model.set_producer_name("metaqnn");
    add_metadata(model, "architecture", to_text(network.architecture));
    add_metadata(model, "trial", std::to_string(network.trial));
    add_rules(model, network);
    onnx::GraphProto& graph = *model.mutable_graph();
    graph.set_name("metaqnn");
    add_input(graph, network.input);
    GraphBuilder(network, graph).build();
    add_output(graph, network.classes);
    onnx::checker::check_model(model);
    const onnx::ShapeInferenceOptions strict(true, 1);
    onnx::shape_inference::InferShapes(model, onnx::OpSchemaRegistry::Instance(), strict);
    return model.SerializeAsString();
}

}  // namespace metaqnn
