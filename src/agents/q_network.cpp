// The network of the agent dqn; see q_network.hpp.
#include "agents/q_network.hpp"

#include <cmath>

#include "core/random.hpp"

namespace metaqnn {
namespace {

// What a layer makes of its inputs, one column a choice.
Eigen::MatrixXf through(const Eigen::MatrixXf& weight, const Eigen::MatrixXf& inputs) {
    Eigen::MatrixXf outputs = weight.leftCols(inputs.rows()) * inputs;
    outputs.colwise() += weight.col(inputs.rows());
    return outputs;
}

// Slopes of a layer's weights and bias from those of its outputs.
Eigen::MatrixXf slope_of(const Eigen::MatrixXf& outputs, const Eigen::MatrixXf& inputs) {
    Eigen::MatrixXf slope(outputs.rows(), inputs.rows() + 1);
    slope.leftCols(inputs.rows()).noalias() = outputs * inputs.transpose();
    slope.col(inputs.rows()) = outputs.rowwise().sum();
    return slope;
}

Eigen::MatrixXf relu(const Eigen::MatrixXf& numbers) { return numbers.cwiseMax(0.0F); }

}  // namespace

QNetwork::QNetwork(int inputs, int hidden, std::uint64_t seed) {
    Rng random(seed);
    const std::array<int, 4> sizes{inputs, hidden, hidden, 1};
    for (std::size_t i = 0; i < layers_.size(); ++i) {
        const int from = sizes[i];
        // He et al. 2015; the output begins small, so that all choices look alike.
        const double deviation = (i + 1 < layers_.size() ? 1.0 : 0.01) * std::sqrt(2.0 / from);
        Eigen::MatrixXf weight = Eigen::MatrixXf::Zero(sizes[i + 1], from + 1);
        for (int row = 0; row < weight.rows(); ++row) {
            for (int column = 0; column < from; ++column) {
                weight(row, column) = static_cast<float>(deviation * random.normal());
            }
        }
        const Eigen::MatrixXf zero = Eigen::MatrixXf::Zero(weight.rows(), weight.cols());
        layers_[i] = {std::move(weight), zero, zero};
    }
}

Eigen::VectorXf QNetwork::values(const Eigen::MatrixXf& features) const {
    const Eigen::MatrixXf first = relu(through(layers_[0].weight, features));
    const Eigen::MatrixXf second = relu(through(layers_[1].weight, first));
    return through(layers_[2].weight, second).transpose();
}

void QNetwork::learn(const Eigen::MatrixXf& features, const Eigen::VectorXf& targets, double rate) {
    const Eigen::MatrixXf first = relu(through(layers_[0].weight, features));
    const Eigen::MatrixXf second = relu(through(layers_[1].weight, first));
    const Eigen::MatrixXf outputs = through(layers_[2].weight, second);
    const auto count = static_cast<float>(features.cols());
    const auto passed = [](const Layer& layer, const Eigen::MatrixXf& slope,
                           const Eigen::MatrixXf& inputs) -> Eigen::MatrixXf {
        const Eigen::MatrixXf back = layer.weight.leftCols(inputs.rows()).transpose() * slope;
        return (inputs.array() > 0.0F).select(back, 0.0F);
    };
    const Eigen::MatrixXf error =
        (outputs - targets.transpose()).cwiseMax(-1.0F).cwiseMin(1.0F) / count;
    const Eigen::MatrixXf of_second = passed(layers_[2], error, second);
    const Eigen::MatrixXf of_first = passed(layers_[1], of_second, first);
    ++steps_;
    step(layers_[2], slope_of(error, second), rate);
    step(layers_[1], slope_of(of_second, first), rate);
    step(layers_[0], slope_of(of_first, features), rate);
}

void QNetwork::step(Layer& layer, const Eigen::MatrixXf& slope, double rate) const {
    constexpr float beta1 = 0.9F;
    constexpr float beta2 = 0.999F;
    constexpr float epsilon = 1e-8F;
    const auto steps = static_cast<double>(steps_);
    const double correction =
        std::sqrt(1.0 - std::pow(beta2, steps)) / (1.0 - std::pow(beta1, steps));
    layer.first = beta1 * layer.first + (1.0F - beta1) * slope;
    layer.second = beta2 * layer.second + (1.0F - beta2) * slope.cwiseAbs2();
    layer.weight.array() -= static_cast<float>(rate * correction) * layer.first.array() /
                            (layer.second.array().sqrt() + epsilon);
}

}  // namespace metaqnn
