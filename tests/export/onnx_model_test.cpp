// The graph of a small network, node by node; what it computes is tested with onnxruntime in
// tests/app/test_export.py.
#include "export/onnx_model.hpp"

#include <functional>
#include <onnx/onnx_pb.h>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/export/small_network.hpp"

namespace metaqnn {
namespace {

onnx::ModelProto model_of(const StoredNetwork& network) {
    onnx::ModelProto model;
    EXPECT_TRUE(model.ParseFromString(to_onnx(network)));
    return model;
}

std::vector<std::string> kinds(const onnx::ModelProto& model) {
    std::vector<std::string> kinds;
    for (const onnx::NodeProto& node : model.graph().node()) kinds.push_back(node.op_type());
    return kinds;
}

using Kinds = std::vector<std::string>;

TEST(OnnxModel, StandardisesThenFollowsTheLayers) {
    const onnx::ModelProto model = model_of(small_network());
    const Kinds expected{"Cast", "Sub", "Mul", "Conv", "Relu", "MaxPool", "Conv", "Flatten"};
    EXPECT_EQ(kinds(model), expected);
    const onnx::TypeProto::Tensor& input = model.graph().input(0).type().tensor_type();
    EXPECT_EQ(input.elem_type(), onnx::TensorProto::UINT8);
    EXPECT_EQ(input.shape().dim(0).dim_param(), "N");
    EXPECT_EQ(input.shape().dim(3).dim_value(), 4);
    EXPECT_EQ(model.metadata_props(0).value(), "[C(2,3,1), P(2,2), SM(3)]");
}

TEST(OnnxModel, PoolsBeforeBatchNormalisationUnlessDropoutIsBetween) {
    StoredNetwork network = small_network();
    network.rules.batch_norm = true;
    network.tensors.push_back({"0.running_mean", {2}, {0.0F, 0.0F}});
    network.tensors.push_back({"0.running_variance", {2}, {1.0F, 1.0F}});
    const Kinds expected{"Cast", "Sub",  "Mul",    "Conv", "MaxPool", "BatchNormalization",
                         "Relu", "Conv", "Flatten"};
    EXPECT_EQ(kinds(model_of(network)), expected);
}

TEST(OnnxModel, PadsMoreRightAndBelow) {
    StoredNetwork network = small_network();
    network.architecture = parse_architecture("[C(2,4,1), P(2,2), SM(3)]");
    network.tensors[0] = {"0.weight", {2, 1, 4, 4}, std::vector<float>(32, 0.5F)};
    const onnx::ModelProto model = model_of(network);
    const onnx::NodeProto& convolution = model.graph().node(3);
    for (const onnx::AttributeProto& attribute : convolution.attribute()) {
        if (attribute.name() != "pads") continue;
        EXPECT_EQ((std::vector<std::int64_t>(attribute.ints().begin(), attribute.ints().end())),
                  (std::vector<std::int64_t>{1, 1, 2, 2}));
        return;
    }
    FAIL() << "no pads";
}

std::string refusal(const std::function<void(StoredNetwork&)>& spoil) {
    StoredNetwork network = small_network();
    spoil(network);
    try {
        to_onnx(network);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "none";
}

void expect_part(const std::string& text, const char* part) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
}

TEST(OnnxModel, RefusesWeightsThatAreNotOfTheArchitecture) {
    expect_part(refusal([](auto& network) { network.tensors.pop_back(); }), "no 2.bias");
    expect_part(refusal([](auto& network) {
                    network.tensors[0].shape = {2, 1, 9, 1};
                }),
                "no 0.weight");
    expect_part(refusal([](auto& network) {
                    network.tensors.push_back({"x", {1}, {0.0F}});
                }),
                "does not have");
    expect_part(refusal([](auto& network) { network.classes = 4; }), "for 4 classes");
    expect_part(refusal([](auto& network) { network.rules.batch_norm = true; }), "0.running_mean");
}

TEST(OnnxModel, RefusesWeightsOfVersion1) {
    expect_part(refusal([](auto& network) { network.mean = network.deviation = {}; }),
                "older metaqnn");
}

}  // namespace
}  // namespace metaqnn
