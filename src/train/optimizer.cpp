// Steps of the optimisers; see optimizer.hpp.
#include "train/optimizer.hpp"

#include <cmath>

#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/_fused_sgd.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>

namespace metaqnn::train {
namespace {

std::vector<at::Tensor> values(const std::vector<Parameter*>& parameters) {
    std::vector<at::Tensor> all;
    for (const Parameter* parameter : parameters) all.push_back(parameter->value);
    return all;
}

std::vector<at::Tensor> gradients(const std::vector<Parameter*>& parameters) {
    std::vector<at::Tensor> all;
    for (const Parameter* parameter : parameters) all.push_back(parameter->gradient);
    return all;
}

std::vector<at::Tensor> zeros(const std::vector<Parameter*>& parameters) {
    std::vector<at::Tensor> all;
    for (const Parameter* parameter : parameters) all.push_back(at::zeros_like(parameter->value));
    return all;
}

}  // namespace

OptimizerState::OptimizerState(const TrainingRecipe& recipe,
                               const std::vector<Parameter*>& parameters)
    : recipe_(recipe) {
    for (Parameter* parameter : parameters) {
        const bool muon =
            recipe.optimizer == Optimizer::muon && parameter->role == Role::hidden_weight;
        (muon ? by_muon_ : by_rule_).push_back(parameter);
    }
    first_ = zeros(by_rule_);
    momentum_ = zeros(by_muon_);
    if (recipe.optimizer == Optimizer::sgd || by_rule_.empty()) return;
    second_ = zeros(by_rule_);
    steps_.assign(by_rule_.size(), at::zeros({}, by_rule_.front()->value.options()));
}

void OptimizerState::step(double factor) {
    if (!by_muon_.empty()) step_muon(factor);
    if (!by_rule_.empty()) step_by_rule(factor);
    for (Parameter* parameter : by_rule_) parameter->gradient.reset();
    for (Parameter* parameter : by_muon_) parameter->gradient.reset();
}

// One call of LibTorch for all parameters that share a rate.
void OptimizerState::step_by_rule(double factor) {
    const bool sgd = recipe_.optimizer == Optimizer::sgd;
    if (!sgd) steps_.front().add_(1);
    for (std::size_t first = 0; first < by_rule_.size();) {
        Group group{first, 1, by_rule_[first]->rate};
        while (first + group.count < by_rule_.size() &&
               by_rule_[first + group.count]->rate == group.rate) {
            ++group.count;
        }
        sgd ? step_sgd(group, factor) : step_adam(group, factor);
        first += group.count;
    }
}

std::vector<NamedTensor> OptimizerState::state() const {
    std::vector<NamedTensor> all;
    const auto add = [&](const char* what, const std::vector<at::Tensor>& tensors,
                         const std::vector<Parameter*>& of) {
        for (std::size_t i = 0; i < tensors.size(); ++i) {
            all.push_back({what + of[i]->name, tensors[i]});
        }
    };
    add("first ", first_, by_rule_);
    add("second ", second_, by_rule_);
    add("momentum ", momentum_, by_muon_);
    if (!steps_.empty()) all.push_back({"steps", steps_.front().view({1})});
    return all;
}

void OptimizerState::step_adam(const Group& group, double factor) {
    const std::vector<at::Tensor> parameters = values(by_rule_);
    const std::vector<at::Tensor> slopes = gradients(by_rule_);
    const auto of = [&](const std::vector<at::Tensor>& all) {
        return at::TensorList(all).slice(group.first, group.count);
    };
    const double rate = recipe_.learning_rate * factor * group.rate;
    if (recipe_.optimizer == Optimizer::adam) {
        at::_fused_adam_(of(parameters), of(slopes), of(first_), of(second_), {}, of(steps_), rate,
                         recipe_.beta1, recipe_.beta2, recipe_.weight_decay, recipe_.epsilon, false,
                         false);
    } else {
        at::_fused_adamw_(of(parameters), of(slopes), of(first_), of(second_), {}, of(steps_), rate,
                          recipe_.beta1, recipe_.beta2, recipe_.weight_decay, recipe_.epsilon,
                          false, false);
    }
}

void OptimizerState::step_sgd(const Group& group, double factor) {
    const std::vector<at::Tensor> parameters = values(by_rule_);
    const std::vector<at::Tensor> slopes = gradients(by_rule_);
    const auto of = [&](const std::vector<at::Tensor>& all) {
        return at::TensorList(all).slice(group.first, group.count);
    };
    at::_fused_sgd_(of(parameters), of(slopes), of(first_), recipe_.weight_decay, recipe_.momentum,
                    recipe_.learning_rate * factor * group.rate, 0.0, recipe_.momentum > 0.0, false,
                    false);
}

void OptimizerState::step_muon(double factor) {
    for (std::size_t i = 0; i < by_muon_.size(); ++i) {
        at::Tensor& weight = by_muon_[i]->value;
        at::Tensor& gradient = by_muon_[i]->gradient;
        const std::int64_t outputs = weight.size(0);
        momentum_[i].mul_(recipe_.muon_momentum).add_(gradient);
        gradient.add_(momentum_[i], recipe_.muon_momentum);  // Nesterov's look ahead
        const at::Tensor rows = gradient.permute({0, 2, 3, 1}).reshape({outputs, -1});
        const at::Tensor update =
            orthogonalise(rows)
                .view({outputs, weight.size(2), weight.size(3), weight.size(1)})
                .permute({0, 3, 1, 2});
        // Behind a batch normalisation the length of a filter changes nothing but the step's size.
        if (recipe_.batch_norm) {
            weight.mul_(std::sqrt(static_cast<double>(outputs)) / weight.norm().clamp_min(1e-7));
        }
        weight.sub_(update, recipe_.muon_rate * factor * by_muon_[i]->rate);
    }
}

at::Tensor orthogonalise(const at::Tensor& matrix) {
    constexpr double a = 3.4445;
    constexpr double b = -4.7750;
    constexpr double c = 2.0315;
    const bool tall = matrix.size(0) > matrix.size(1);
    at::Tensor x = tall ? matrix.t() : matrix;
    x = x / x.norm().clamp_min(1e-7);
    for (int i = 0; i < 3; ++i) {
        const at::Tensor squares = at::mm(x, x.t());
        const at::Tensor polynomial = at::addmm(squares, squares, squares, b, c);
        x = at::addmm(x, polynomial, x, a, 1.0);
    }
    return tall ? x.t() : x;
}

}  // namespace metaqnn::train
