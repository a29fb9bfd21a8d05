// First steps of each optimiser by hand, and Muon's orthogonalisation.
#include "train/optimizer.hpp"

#include <cmath>

#include <ATen/core/Tensor.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linalg_svdvals.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

namespace metaqnn::train {
namespace {

Parameter parameter_of(Role role, float value, float gradient, at::IntArrayRef shape = {1}) {
    return {"0.weight", role, at::full(shape, value), at::full(shape, gradient)};
}

double first_step(const TrainingRecipe& recipe, double factor = 1.0) {
    Parameter parameter = parameter_of(Role::bias, 1.0F, 0.5F);
    OptimizerState optimizer(recipe, {&parameter});
    optimizer.step(factor);
    return parameter.value.item<double>();
}

TEST(Adam, MovesByItsRateAtFirst) {
    const TrainingRecipe recipe;  // paper: 0.001
    EXPECT_NEAR(first_step(recipe), 1.0 - 0.001, 1e-6);
    EXPECT_NEAR(first_step(recipe, 0.2), 1.0 - 0.0002, 1e-6);
}

TEST(Adam, RemembersItsGradients) {
    const TrainingRecipe recipe;
    Parameter parameter = parameter_of(Role::bias, 0.0F, 1.0F);
    OptimizerState optimizer(recipe, {&parameter});
    optimizer.step(1.0);
    parameter.gradient = at::full({1}, -1.0F);
    optimizer.step(1.0);
    // m = 0.9 * 0.1 - 0.1 = -0.01, over 1 - 0.81; v / correction = 1.
    EXPECT_NEAR(parameter.value.item<double>(), -0.001 + 0.001 * 0.01 / 0.19, 1e-6);
}

TEST(AdamW, DecaysApartFromTheGradient) {
    TrainingRecipe recipe;
    recipe.optimizer = Optimizer::adamw;
    recipe.learning_rate = 0.1;
    recipe.weight_decay = 0.5;
    EXPECT_NEAR(first_step(recipe), 1.0 * (1.0 - 0.1 * 0.5) - 0.1, 1e-6);
}

TEST(Optimizers, MoveEachParameterByItsPartOfTheRate) {
    for (const Optimizer kind : {Optimizer::adam, Optimizer::adamw, Optimizer::sgd}) {
        TrainingRecipe recipe;
        recipe.optimizer = kind;
        const double whole = 1.0 - first_step(recipe);
        std::vector<Parameter> parameters;
        for (const double rate : {0.5, 0.5, 1.0, 0.0}) {
            parameters.push_back(parameter_of(Role::bias, 1.0F, 0.5F));
            parameters.back().rate = rate;
        }
        std::vector<Parameter*> pointers;
        for (Parameter& parameter : parameters) pointers.push_back(&parameter);
        OptimizerState optimizer(recipe, pointers);
        optimizer.step(1.0);
        for (const Parameter& parameter : parameters) {
            EXPECT_NEAR(1.0 - parameter.value.item<double>(), parameter.rate * whole, 1e-6);
        }
    }
}

TEST(Sgd, TakesNesterovSteps) {
    TrainingRecipe recipe;
    recipe.optimizer = Optimizer::sgd;
    recipe.learning_rate = 0.1;
    recipe.momentum = 0.85;
    EXPECT_NEAR(first_step(recipe), 1.0 - 0.1 * (0.5 + 0.85 * 0.5), 1e-6);
}

TEST(Muon, MovesBiasesByAdamW) {
    TrainingRecipe recipe;
    recipe.optimizer = Optimizer::muon;
    EXPECT_NEAR(first_step(recipe), 1.0 - 0.001, 1e-6);
}

TEST(Muon, MovesAFilterAlongItsGradientWhateverItsLength) {
    TrainingRecipe recipe;
    recipe.optimizer = Optimizer::muon;
    const auto step = [&](float gradient) {
        Parameter parameter = parameter_of(Role::hidden_weight, 1.0F, gradient, {1, 1, 2, 2});
        OptimizerState optimizer(recipe, {&parameter});
        optimizer.step(1.0);
        return parameter.value[0][0][0][0].item<double>();
    };
    EXPECT_LT(step(1.0F), 1.0);
    EXPECT_NEAR(step(1.0F), step(1e-3F), 1e-4);
}

TEST(Muon, KeepsTheLengthOfFiltersBehindABatchNorm) {
    TrainingRecipe recipe;
    recipe.optimizer = Optimizer::muon;
    recipe.batch_norm = true;
    recipe.muon_rate = 0.0;
    Parameter parameter = parameter_of(Role::hidden_weight, 3.0F, 1.0F, {4, 2, 3, 3});
    OptimizerState optimizer(recipe, {&parameter});
    optimizer.step(1.0);
    EXPECT_NEAR(parameter.value.norm().item<double>(), 2.0, 1e-5);  // sqrt(4 filters)
}

TEST(Orthogonalise, BringsSingularValuesNearOne) {
    for (const auto& values : {std::vector<float>{1.0F, 0.5F, 0.2F}, {1.0F, 1.0F, 1.0F}}) {
        const at::Tensor diagonal = at::tensor(values);
        const at::Tensor singular =
            at::linalg_svdvals(orthogonalise(at::eye(3).mul(diagonal.unsqueeze(0))));
        EXPECT_GT(singular.min().item<double>(), 0.5);
        EXPECT_LT(singular.max().item<double>(), 1.3);
    }
}

TEST(Orthogonalise, TakesTallMatricesToo) {
    const at::Tensor tall = at::ones({4, 2});
    const at::Tensor wide = at::ones({2, 4});
    EXPECT_TRUE(orthogonalise(tall).t().allclose(orthogonalise(wide)));
}

}  // namespace
}  // namespace metaqnn::train
