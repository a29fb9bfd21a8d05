// The posterior of two weights against values computed by hand.
#include "agents/linear_posterior.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

const std::vector<FeatureGroup> two_groups{{0, 1}, {1, 1}};
const Variances half_noise{.weights = {1.0, 4.0}, .noise = 0.5};

TEST(LinearPosterior, IsThePriorBeforeResults) {
    const LinearPosterior posterior(two_groups, half_noise);
    EXPECT_EQ(posterior.mean(), Eigen::VectorXd::Zero(3));
    Rng random(1);
    Eigen::VectorXd squares = Eigen::VectorXd::Zero(3);
    constexpr int draws = 20'000;
    for (int i = 0; i < draws; ++i) squares += posterior.sample(1.0, random).cwiseAbs2();
    EXPECT_NEAR(squares(0) / draws, 1.0, 0.06);
    EXPECT_NEAR(squares(1) / draws, 4.0, 0.24);
    EXPECT_NEAR(squares(2) / draws, 1.0, 0.06);  // the bias
}

// One result 3 of a network with feature 0 once. Variance of the target: 1 (weight) + 1 (bias) +
// 0.5 (noise); covariance of the target with either is 1: mean 3 / 2.5.
TEST(LinearPosterior, SharesAResultBetweenWeightAndBias) {
    LinearPosterior posterior(two_groups, half_noise);
    posterior.learn(FeatureRow{{0, 1.0}}, 3.0);
    const Eigen::VectorXd mean = posterior.mean();
    EXPECT_NEAR(mean(0), 1.2, 1e-12);
    EXPECT_NEAR(mean(1), 0.0, 1e-12);
    EXPECT_NEAR(mean(2), 1.2, 1e-12);
    EXPECT_NEAR(predict(mean, {{0, 1.0}}), 2.4, 1e-12);
    EXPECT_NEAR(predict(mean, {{1, 1.0}}), 1.2, 1e-12);
}

TEST(LinearPosterior, LearnsManyAtOnceAsOneByOne) {
    const std::vector<FeatureRow> rows{{{0, 1.0}, {1, 2.0}}, {{1, 1.0}}, {{0, 3.0}}};
    const std::vector<double> targets{1.0, -0.5, 0.25};
    LinearPosterior at_once(two_groups, half_noise);
    at_once.learn(rows, targets);
    LinearPosterior one_by_one(two_groups, half_noise);
    for (std::size_t i = 0; i < rows.size(); ++i) one_by_one.learn(rows[i], targets[i]);
    EXPECT_TRUE(at_once.mean().isApprox(one_by_one.mean(), 1e-10));
}

// As above: the posterior variance of the weight is 1 - 1 / 2.5, of weight + bias 2 - 4 / 2.5.
TEST(LinearPosterior, SamplesWithThePosteriorsSpread) {
    LinearPosterior posterior(two_groups, half_noise);
    posterior.learn(FeatureRow{{0, 1.0}}, 3.0);
    for (const double spread : {1.0, 0.5}) {
        Rng random(2);
        double weight = 0.0;
        double sum = 0.0;
        constexpr int draws = 20'000;
        for (int i = 0; i < draws; ++i) {
            const Eigen::VectorXd off = posterior.sample(spread, random) - posterior.mean();
            weight += off(0) * off(0) / draws;
            sum += (off(0) + off(2)) * (off(0) + off(2)) / draws;
        }
        EXPECT_NEAR(weight, spread * spread * 0.6, 0.03);
        EXPECT_NEAR(sum, spread * spread * 0.4, 0.02);
    }
    Rng random(3);
    EXPECT_TRUE(posterior.sample(0.0, random).isApprox(posterior.mean(), 1e-12));
}

}  // namespace
}  // namespace metaqnn
