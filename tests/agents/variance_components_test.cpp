// Estimated variances against data that were made with known ones.
#include "agents/variance_components.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "core/random.hpp"

namespace metaqnn {
namespace {

// Two groups of four features, of which each network has one at random.
struct Made {
    std::vector<FeatureGroup> groups{{0, 4}, {4, 4}};
    std::vector<FeatureRow> rows;
    std::vector<double> targets;
};

Made make(std::size_t networks, double second_spread, double noise_spread) {
    Made made;
    Rng random(11);
    const std::vector<double> weights{-1.2, 1.0, 0.8, -0.9, -1.0, 1.1, -0.7, 0.9};
    for (std::size_t i = 0; i < networks; ++i) {
        const auto a = static_cast<std::int32_t>(random.below(4));
        const auto b = static_cast<std::int32_t>(4 + random.below(4));
        made.rows.push_back({{a, 1.0}, {b, 1.0}});
        made.targets.push_back(weights[static_cast<std::size_t>(a)] +
                               second_spread * weights[static_cast<std::size_t>(b)] +
                               noise_spread * random.normal());
    }
    return made;
}

Variances estimate(const Made& made) {
    return estimate_variances(made.groups, made.rows, made.targets);
}

TEST(Variances, FindTheNoise) {
    EXPECT_NEAR(estimate(make(200, 1.0, 0.5)).noise, 0.25, 0.06);
    EXPECT_LT(estimate(make(200, 1.0, 0.0)).noise, 0.02);
}

TEST(Variances, FindTheGroupThatMatters) {
    const Variances found = estimate(make(200, 0.0, 0.3));
    ASSERT_EQ(found.weights.size(), 2U);
    EXPECT_GT(found.weights[0], 0.5);
    EXPECT_LT(found.weights[1], 0.15);  // of 0.45 at first
}

TEST(Variances, StayNearEqualSharesForOneTarget) {
    const Made made = make(1, 1.0, 0.5);
    const Variances found = estimate_variances(made.groups, made.rows, std::vector<double>{0.0});
    EXPECT_DOUBLE_EQ(found.weights[0], found.weights[1]);
    EXPECT_GT(found.weights[0], 0.1);
    EXPECT_GT(found.noise, 0.01);
}

TEST(Variances, ArePositiveForTargetsThatAreAllEqual) {
    Made made = make(50, 1.0, 0.5);
    made.targets.assign(50, 0.0);
    const Variances found = estimate(made);
    EXPECT_GT(found.noise, 0.0);
    for (const double weight : found.weights) EXPECT_GT(weight, 0.0);
}

TEST(Variances, NeedTargets) { EXPECT_THROW(estimate(make(0, 1.0, 1.0)), LogicError); }

}  // namespace
}  // namespace metaqnn
