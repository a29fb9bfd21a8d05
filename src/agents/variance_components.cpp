// Evidence maximisation; see variance_components.hpp.
#include "agents/variance_components.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cmath>

#include "core/error.hpp"

namespace metaqnn {
namespace {

constexpr int steps = 10;
constexpr double noise_share = 0.1;    // of the variance, before anything is known
constexpr double prior_targets = 1.0;  // that the prior counts for

// The covariance of the targets that weights of variance 1 bring.
Eigen::MatrixXd kernel_of(const FeatureGroup& group, std::span<const FeatureRow> rows) {
    Eigen::MatrixXd x = Eigen::MatrixXd::Zero(static_cast<Eigen::Index>(rows.size()), group.count);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (const FeatureCount& entry : rows[i]) {
            const std::int32_t column = entry.feature - group.first;
            if (column < 0 || column >= group.count) continue;
            x(static_cast<Eigen::Index>(i), column) = entry.count;
        }
    }
    return x * x.transpose();
}

struct Component {
    Eigen::MatrixXd kernel;
    double prior;
    double variance;
};

std::vector<Component> components_of(std::span<const FeatureGroup> groups,
                                     std::span<const FeatureRow> rows) {
    const auto n = static_cast<Eigen::Index>(rows.size());
    std::vector<Component> components;
    for (const FeatureGroup& group : groups) {
        Eigen::MatrixXd kernel = kernel_of(group, rows);
        const double size = kernel.trace() / static_cast<double>(n);
        const double share = (1.0 - noise_share) / static_cast<double>(groups.size());
        components.push_back({std::move(kernel), share / size, share / size});
    }
    components.push_back({Eigen::MatrixXd::Identity(n, n), noise_share, noise_share});
    return components;
}

// The maximum of the evidence's minorant in one variance v, with the prior's part:
// trace v^2 + c v = v_old^2 form + c prior, for c = prior_targets.
double improved(const Component& component, double trace, double form) {
    const double right =
        component.variance * component.variance * form + prior_targets * component.prior;
    return (std::sqrt(prior_targets * prior_targets + 4.0 * trace * right) - prior_targets) /
           (2.0 * trace);
}

}  // namespace

Variances estimate_variances(std::span<const FeatureGroup> groups, std::span<const FeatureRow> rows,
                             std::span<const double> targets) {
    expect(!rows.empty() && rows.size() == targets.size(), "estimate_variances: no targets");
    const auto n = static_cast<Eigen::Index>(rows.size());
    const Eigen::Map<const Eigen::VectorXd> y(targets.data(), n);
    std::vector<Component> components = components_of(groups, rows);
    for (int step = 0; step < steps; ++step) {
        Eigen::MatrixXd covariance = Eigen::MatrixXd::Ones(n, n);  // of an unknown mean
        for (const Component& each : components) covariance += each.variance * each.kernel;
        const Eigen::MatrixXd inverse = covariance.llt().solve(Eigen::MatrixXd::Identity(n, n));
        const Eigen::VectorXd residual = inverse * y;
        for (Component& each : components) {
            each.variance = improved(each, inverse.cwiseProduct(each.kernel).sum(),
                                     residual.dot(each.kernel * residual));
        }
    }
    Variances result;
    for (const Component& each : components) result.weights.push_back(each.variance);
    result.noise = result.weights.back();
    result.weights.pop_back();
    return result;
}

}  // namespace metaqnn
