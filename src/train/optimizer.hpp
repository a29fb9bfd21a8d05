// The optimisers: Adam, AdamW and SGD of LibTorch, and Muon.
#pragma once

#include <cstddef>
#include <vector>

#include <ATen/core/Tensor.h>

#include "core/training_recipe.hpp"
#include "train/named_tensors.hpp"
#include "train/stage.hpp"

namespace metaqnn::train {

/// Changes parameters by their gradients and remembers what it needs for that.
///
/// Muon moves the weights of convolutions and FC, AdamW the biases and the output layer beside it.
class OptimizerState {
  public:
    /// @param parameters  of one network, which outlives the optimiser
    OptimizerState(const TrainingRecipe& recipe, const std::vector<Parameter*>& parameters);

    /// One step after a backward pass; frees the gradients. @param factor  part of the recipe's
    /// peak rates
    void step(double factor);

    /// Everything that it remembers from one step to the next.
    std::vector<NamedTensor> state() const;

  private:
    /// Some of by_rule_, one after the other, that move by the same part of the rates.
    struct Group {
        std::size_t first;
        std::size_t count;
        double rate;
    };

    void step_by_rule(double factor);
    void step_adam(const Group& group, double factor);
    void step_sgd(const Group& group, double factor);
    void step_muon(double factor);

    TrainingRecipe recipe_;
    std::vector<Parameter*> by_rule_;  // Adam, AdamW or SGD
    std::vector<Parameter*> by_muon_;
    std::vector<at::Tensor> first_;     // momentum, of by_rule_
    std::vector<at::Tensor> second_;    // mean squares, of by_rule_ (Adam)
    std::vector<at::Tensor> steps_;     // one number, shared (Adam)
    std::vector<at::Tensor> momentum_;  // of by_muon_
};

/// The orthogonal matrix nearest to a matrix, roughly: singular values move towards 1 in three
/// Newton-Schulz steps.
///
/// @param matrix  [rows, columns] float32
/// Source: K. Jordan, Muon, 2024 (kellerjordan.github.io/posts/muon), coefficients there.
at::Tensor orthogonalise(const at::Tensor& matrix);

}  // namespace metaqnn::train
