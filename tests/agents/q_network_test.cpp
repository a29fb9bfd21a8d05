// The network of the agent dqn on functions that it can learn.
#include "agents/q_network.hpp"

#include <gtest/gtest.h>

#include "core/random.hpp"

namespace metaqnn {
namespace {

Eigen::MatrixXf some_features(Eigen::Index count, std::uint64_t seed) {
    Rng random(seed);
    Eigen::MatrixXf features(3, count);
    for (Eigen::Index i = 0; i < features.size(); ++i) {
        features.data()[i] = static_cast<float>(2.0 * random.unit() - 1.0);
    }
    return features;
}

// Not linear: the product of two features and the size of the third.
Eigen::VectorXf function_of(const Eigen::MatrixXf& features) {
    return (features.row(0).array() * features.row(1).array() + features.row(2).array().abs())
        .transpose();
}

TEST(QNetwork, GivesAboutNothingForEverythingAtFirst) {
    const QNetwork network(3, 16, 1);
    const Eigen::VectorXf values = network.values(some_features(50, 2));
    EXPECT_LT(values.cwiseAbs().maxCoeff(), 0.1F);
}

TEST(QNetwork, LearnsAFunctionThatIsNotLinear) {
    QNetwork network(3, 32, 1);
    for (std::uint64_t step = 0; step < 3000; ++step) {
        const Eigen::MatrixXf features = some_features(64, step);
        network.learn(features, function_of(features), 0.003);
    }
    const Eigen::MatrixXf unseen = some_features(1000, 99'999);
    const Eigen::VectorXf errors = network.values(unseen) - function_of(unseen);
    EXPECT_LT(errors.cwiseAbs().mean(), 0.03F);
}

// Adam's first step has the length of the rate, whatever the slope: here along the bias alone.
TEST(QNetwork, MovesByTheRateInItsFirstStep) {
    QNetwork network(1, 4, 1);
    const Eigen::MatrixXf nothing = Eigen::MatrixXf::Zero(1, 1);
    EXPECT_EQ(network.values(nothing)[0], 0.0F);
    network.learn(nothing, Eigen::VectorXf::Constant(1, 1.0F), 0.01);
    EXPECT_NEAR(network.values(nothing)[0], 0.01F, 1e-6F);
}

TEST(QNetwork, IsDecidedByItsSeedAndCalls) {
    const Eigen::MatrixXf features = some_features(20, 3);
    QNetwork one(3, 16, 7);
    QNetwork same(3, 16, 7);
    const QNetwork other(3, 16, 8);
    one.learn(features, function_of(features), 0.01);
    same.learn(features, function_of(features), 0.01);
    EXPECT_EQ(one.values(features), same.values(features));
    EXPECT_NE(one.values(features), other.values(features));
}

}  // namespace
}  // namespace metaqnn
