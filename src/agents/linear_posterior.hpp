// Bayesian linear regression: what is believed of the weights after results.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <span>

#include "agents/features.hpp"
#include "agents/variance_components.hpp"
#include "core/random.hpp"

namespace metaqnn {

/// Normal posterior of weights w and a bias b, target = b + features . w + noise, under normal
/// priors of mean 0 (Bishop 2006, Sec. 3.3). The bias has a prior variance of 1.
class LinearPosterior {
  public:
    /// Weights in the order of the features, which the groups number without gaps; then the bias.
    using Weights = Eigen::VectorXd;

    LinearPosterior(std::span<const FeatureGroup> groups, Variances variances);

    /// Takes in results. Time: with the third power of the features once for many, with their
    /// square for one.
    /// @param weight  of each: of 0.5, two count as one
    void learn(std::span<const FeatureRow> rows, std::span<const double> targets,
               double weight = 1.0);
    void learn(const FeatureRow& row, double target);

    Weights mean() const;
    /// Draws weights. @param spread  of the draw, as a part of the posterior's standard deviation
    Weights sample(double spread, RandomSource& random) const;

  private:
    double noise_;
    Eigen::LLT<Eigen::MatrixXd> precision_;
    Eigen::VectorXd information_;  // precision * mean
};

/// What weights make of a network.
double predict(const LinearPosterior::Weights& weights, const FeatureRow& row);

}  // namespace metaqnn
