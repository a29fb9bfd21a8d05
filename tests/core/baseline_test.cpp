// Random searches and the luck of a best against what mathematics says of them.
#include "core/baseline.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace metaqnn {
namespace {

// Accuracies 0, 0.001, ... 0.999, each training of two seconds.
std::vector<RandomTraining> uniform_trainings() {
    std::vector<RandomTraining> trainings;
    for (int i = 0; i < 1000; ++i) trainings.push_back({i / 1000.0, 2.0});
    return trainings;
}

TEST(RandomBest, OfUniformAccuraciesIsTheGreatestOfUniformNumbers) {
    const RandomBest best = random_best_of(uniform_trainings(), 9, 0.9);
    EXPECT_NEAR(best.mean, 0.9, 0.01);                     // n / (n + 1)
    EXPECT_NEAR(best.low, std::pow(0.05, 1.0 / 9), 0.02);  // F^n = 5 %
    EXPECT_NEAR(best.high, std::pow(0.95, 1.0 / 9), 0.01);
    EXPECT_NEAR(best.as_good, 1.0 - std::pow(0.9, 9), 0.04);
}

TEST(RandomBest, WithinATimeIsThatOfTheTrainingsThatFitIn) {
    // 9 of two seconds fit into 19.
    const RandomBest best = random_best_within(uniform_trainings(), 19.0, 0.9);
    EXPECT_NEAR(best.mean, 0.9, 0.01);
    EXPECT_NEAR(random_best_within(uniform_trainings(), 1.0, 0.5).mean, 0.5, 0.02);
}

TEST(RandomBest, OfOneTrainingIsThatTraining) {
    const RandomBest best = random_best_of(std::vector<RandomTraining>{{0.7, 1.0}}, 100, 0.8);
    EXPECT_NEAR(best.mean, 0.7, 1e-9);
    EXPECT_EQ(best.low, 0.7);
    EXPECT_EQ(best.high, 0.7);
    EXPECT_EQ(best.as_good, 0.0);
}

TEST(RandomBest, OfTrainingsWithoutTimeIsThatOfOne) {
    EXPECT_EQ(random_best_within(std::vector<RandomTraining>{{0.7, 0.0}}, 5.0, 0.7).as_good, 1.0);
}

TEST(RandomBest, NeedsTrainings) {
    EXPECT_THROW(random_best_of({}, 1, 0.5), LogicError);
    EXPECT_THROW(random_best_within({}, 1.0, 0.5), LogicError);
}

TEST(Optimism, IsTheMeanOfTheGreaterOfTwoNoisesForTwoEquals) {
    // The mean of the greater of two normal numbers is 1 / sqrt(pi).
    const double deviation = std::sqrt(0.5 * 0.5 / 2500.0);
    EXPECT_NEAR(optimism_of_best(std::vector{0.5, 0.5, 0.1}, 2500),
                deviation / std::sqrt(std::numbers::pi), 0.05 * deviation);
}

TEST(Optimism, IsNearlyNothingForOneThatIsFarAhead) {
    EXPECT_NEAR(optimism_of_best(std::vector{0.9, 0.5, 0.5}, 2500), 0.0, 0.0005);
    EXPECT_EQ(optimism_of_best(std::vector{1.0}, 100), 0.0);
}

TEST(Optimism, GrowsWithTheNumberOfEqualsAndFewerImages) {
    const std::vector<double> few(3, 0.8);
    const std::vector<double> many(300, 0.8);
    EXPECT_GT(optimism_of_best(many, 1000), 1.5 * optimism_of_best(few, 1000));
    EXPECT_GT(optimism_of_best(few, 100), 2.0 * optimism_of_best(few, 1000));
}

}  // namespace
}  // namespace metaqnn
