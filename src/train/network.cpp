// The chain of stages; see network.hpp.
#include "train/network.hpp"

#include <algorithm>

#include <ATen/core/Tensor.h>

#include "core/error.hpp"

namespace metaqnn::train {

Network::Network(std::vector<std::unique_ptr<Stage>> stages, at::ScalarType compute)
    : stages_(std::move(stages)), compute_(compute) {
    const auto learns = [](const auto& stage) { return !stage->parameters().empty(); };
    const auto first = std::find_if(stages_.begin(), stages_.end(), learns);
    expect(first != stages_.end(), "Network: no stage has parameters");
    first_learning_ = static_cast<std::size_t>(first - stages_.begin());
}

at::Tensor Network::forward(at::Tensor images, Mode mode) {
    at::Tensor maps = images.to(compute_);
    images.reset();
    for (const auto& stage : stages_) maps = stage->forward(std::move(maps), mode);
    return maps.reshape({maps.size(0), maps.size(1)}).to(at::kFloat);
}

void Network::backward(const at::Tensor& gradient) {
    at::Tensor maps = gradient.to(compute_).view({gradient.size(0), gradient.size(1), 1, 1});
    for (std::size_t i = stages_.size(); i-- > first_learning_;) {
        maps = stages_[i]->backward(std::move(maps), i > first_learning_);
    }
}

void Network::seek(std::int64_t step) {
    for (const auto& stage : stages_) stage->seek(step);
}

std::vector<Parameter*> Network::parameters() const {
    std::vector<Parameter*> all;
    for (const auto& stage : stages_) {
        for (Parameter* parameter : stage->parameters()) all.push_back(parameter);
    }
    return all;
}

std::vector<NamedTensor> Network::state() const {
    std::vector<NamedTensor> all;
    for (const Parameter* parameter : parameters())
        all.push_back({parameter->name, parameter->value});
    for (const auto& stage : stages_) {
        for (const Buffer* buffer : stage->buffers()) all.push_back({buffer->name, buffer->value});
    }
    return all;
}

std::int64_t Network::parameter_count() const {
    std::int64_t count = 0;
    for (const Parameter* parameter : parameters()) count += parameter->value.numel();
    return count;
}

}  // namespace metaqnn::train
