// Nodes, constants and attributes; see node_chain.hpp.
#include "export/node_chain.hpp"

namespace metaqnn {
namespace {

onnx::AttributeProto& attribute(onnx::NodeProto& node, const char* name,
                                onnx::AttributeProto::AttributeType type) {
    onnx::AttributeProto& attribute = *node.add_attribute();
    attribute.set_name(name);
    attribute.set_type(type);
    return attribute;
}

}  // namespace

onnx::NodeProto& NodeChain::add(const char* kind, const std::string& name,
                                const std::vector<std::string>& others) {
    onnx::NodeProto& node = *graph_.add_node();
    node.set_op_type(kind);
    node.set_name(name);
    node.add_input(end_);
    for (const std::string& other : others) node.add_input(other);
    node.add_output(name);
    end_ = name;
    return node;
}

std::string NodeChain::constant(const std::string& name, const Numbers& shape,
                                const std::vector<float>& values) {
    onnx::TensorProto& tensor = *graph_.add_initializer();
    tensor.set_name(name);
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    for (const std::int64_t size : shape) tensor.add_dims(size);
    tensor.set_raw_data(values.data(), values.size() * sizeof(float));
    return name;
}

void set(onnx::NodeProto& node, const char* name, const NodeChain::Numbers& values) {
    onnx::AttributeProto& to = attribute(node, name, onnx::AttributeProto::INTS);
    for (const std::int64_t value : values) to.add_ints(value);
}

void set(onnx::NodeProto& node, const char* name, std::int64_t value) {
    attribute(node, name, onnx::AttributeProto::INT).set_i(value);
}

void set(onnx::NodeProto& node, const char* name, double value) {
    attribute(node, name, onnx::AttributeProto::FLOAT).set_f(static_cast<float>(value));
}

}  // namespace metaqnn
