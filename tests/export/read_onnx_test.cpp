// Exported networks come back as they were, and nothing else does.
#include "export/read_onnx.hpp"

#include <functional>
#include <onnx/onnx_pb.h>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "export/onnx_model.hpp"
#include "tests/export/small_network.hpp"

namespace metaqnn {
namespace {

// With two channels and batch normalisation: all that a file can tell.
StoredNetwork a_network() {
    StoredNetwork network = small_network();
    network.input.channels = 2;
    network.rules = {.normalisation = Normalisation::channel,
                     .activation = Activation::gelu,
                     .batch_norm = true,
                     .dropout = false};
    network.mean = {100.1F, 1.0F / 3.0F};
    network.deviation = {50.0F, 7e-5F};
    network.tensors[0] = {"0.weight", {2, 2, 3, 3}, std::vector<float>(36, 0.1F)};
    network.tensors.push_back({"0.running_mean", {2}, {0.5F, 0.25F}});
    network.tensors.push_back({"0.running_variance", {2}, {1.0F, 2.0F}});
    return network;
}

std::string refusal(const std::string& bytes) {
    try {
        from_onnx(bytes);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "none";
}

std::string changed(const std::function<void(onnx::ModelProto&)>& change) {
    onnx::ModelProto model;
    EXPECT_TRUE(model.ParseFromString(to_onnx(a_network())));
    change(model);
    return model.SerializeAsString();
}

TEST(ReadOnnx, GivesBackWhatWasExported) {
    StoredNetwork network = a_network();
    EXPECT_EQ(from_onnx(to_onnx(network)), network);
    for (const Normalisation kind : normalisations) {
        network.rules.normalisation = kind;
        EXPECT_EQ(from_onnx(to_onnx(network)), network);
    }
}

TEST(ReadOnnx, RefusesWhatMetaqnnDidNotWrite) {
    for (const char* bytes : {"", "metaqnn", "\x08\x07"}) {
        EXPECT_NE(refusal(bytes).find("no ONNX file"), std::string::npos) << refusal(bytes);
    }
    const std::string other = changed([](auto& model) { model.set_producer_name("pytorch"); });
    EXPECT_NE(refusal(other).find("no ONNX file that metaqnn"), std::string::npos);
}

TEST(ReadOnnx, RefusesChangedFiles) {
    const auto expect = [](const char* words, const std::string& bytes) {
        EXPECT_NE(refusal(bytes).find(words), std::string::npos) << refusal(bytes);
    };
    expect("was changed", changed([](auto& model) { model.set_doc_string("mine"); }));
    expect("was changed", changed([](auto& model) {
               model.mutable_graph()->mutable_node(5)->set_op_type("Tanh");
           }));
    expect("shapes", changed([](auto& model) {
               for (auto& constant : *model.mutable_graph()->mutable_initializer()) {
                   if (constant.name() == "2.weight") constant.set_dims(0, 1LL << 62U);
               }
           }));
    expect("out of range", changed([](auto& model) {
               model.mutable_graph()
                   ->mutable_input(0)
                   ->mutable_type()
                   ->mutable_tensor_type()
                   ->mutable_shape()
                   ->mutable_dim(3)
                   ->set_dim_value(4);
               model.mutable_graph()
                   ->mutable_input(0)
                   ->mutable_type()
                   ->mutable_tensor_type()
                   ->mutable_shape()
                   ->mutable_dim(2)
                   ->set_dim_value(-1);
           }));
    expect("\"mean\"",
           changed([](auto& model) { model.mutable_metadata_props(7)->set_key("median"); }));
}

}  // namespace
}  // namespace metaqnn
