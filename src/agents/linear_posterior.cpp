// Bayesian linear regression; see linear_posterior.hpp.
#include "agents/linear_posterior.hpp"

#include "core/error.hpp"

namespace metaqnn {
namespace {

Eigen::VectorXd with_bias(const FeatureRow& row, Eigen::Index size) {
    Eigen::VectorXd x = Eigen::VectorXd::Zero(size);
    for (const FeatureCount& entry : row) x(entry.feature) = entry.count;
    x(size - 1) = 1.0;
    return x;
}

}  // namespace

LinearPosterior::LinearPosterior(std::span<const FeatureGroup> groups, Variances variances)
    : noise_(variances.noise) {
    const Eigen::Index bias = groups.back().first + groups.back().count;
    Eigen::VectorXd precision = Eigen::VectorXd::Ones(bias + 1);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        precision.segment(groups[i].first, groups[i].count).setConstant(1.0 / variances.weights[i]);
    }
    precision_.compute(Eigen::MatrixXd(precision.asDiagonal()));
    information_ = Eigen::VectorXd::Zero(bias + 1);
}

void LinearPosterior::learn(std::span<const FeatureRow> rows, std::span<const double> targets,
                            double weight) {
    const double noise = noise_ / weight;
    Eigen::MatrixXd precision = precision_.reconstructedMatrix();
    const Eigen::Index bias = information_.size() - 1;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        FeatureRow row = rows[i];
        row.push_back({static_cast<std::int32_t>(bias), 1.0});
        for (const FeatureCount& a : row) {
            information_(a.feature) += a.count * targets[i] / noise;
            for (const FeatureCount& b : row) {
                precision(b.feature, a.feature) += a.count * b.count / noise;
            }
        }
    }
    precision_.compute(precision);
    expect(precision_.info() == Eigen::Success, "LinearPosterior: precision is not positive");
}

void LinearPosterior::learn(const FeatureRow& row, double target) {
    const Eigen::VectorXd x = with_bias(row, information_.size());
    information_ += x * (target / noise_);
    precision_.rankUpdate(x, 1.0 / noise_);
}

LinearPosterior::Weights LinearPosterior::mean() const { return precision_.solve(information_); }

// With precision L L^T the mean is L^-T (L^-1 information), and L^-T z has the posterior's
// covariance for independent standard normal z.
LinearPosterior::Weights LinearPosterior::sample(double spread, RandomSource& random) const {
    Weights weights = precision_.matrixL().solve(information_);
    for (double& weight : weights) weight += spread * random.normal();
    precision_.matrixU().solveInPlace(weights);
    return weights;
}

double predict(const LinearPosterior::Weights& weights, const FeatureRow& row) {
    double sum = weights(weights.size() - 1);
    for (const FeatureCount& entry : row) sum += entry.count * weights(entry.feature);
    return sum;
}

}  // namespace metaqnn
