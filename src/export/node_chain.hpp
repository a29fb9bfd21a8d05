// Nodes of an ONNX graph, one behind the other.
#pragma once

#include <cstdint>
#include <onnx/onnx_pb.h>
#include <string>
#include <vector>

namespace metaqnn {

/// Adds nodes to a graph, each behind the one before; begins at the graph's first input.
class NodeChain {
  public:
    using Numbers = std::vector<std::int64_t>;

    /// @param graph  with an input; outlives the chain
    explicit NodeChain(onnx::GraphProto& graph) : graph_(graph), end_(graph.input(0).name()) {}

    /// A node with the end of the chain as its first input. Its output is named as it and is the
    /// new end.
    /// @param others  its further inputs
    onnx::NodeProto& add(const char* kind, const std::string& name,
                         const std::vector<std::string>& others = {});

    /// Numbers of the model, float32. @returns their name
    std::string constant(const std::string& name, const Numbers& shape,
                         const std::vector<float>& values);

    const std::string& end() const { return end_; }
    /// Goes on behind an earlier node.
    void go_back_to(const std::string& output) { end_ = output; }

  private:
    onnx::GraphProto& graph_;
    std::string end_;
};

// Set an attribute of a node.
void set(onnx::NodeProto& node, const char* name, const NodeChain::Numbers& values);
void set(onnx::NodeProto& node, const char* name, std::int64_t value);
void set(onnx::NodeProto& node, const char* name, double value);

}  // namespace metaqnn
