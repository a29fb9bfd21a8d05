// Times of trainings on numbers that are checked by hand.
#include "core/training_time.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "core/random.hpp"

namespace metaqnn {
namespace {

// Networks of many sizes, with times that are told by a sum.
std::vector<TimedNetwork> networks(const TrainingTime& time, int count, double spread = 0.0) {
    Rng random(5);
    std::vector<TimedNetwork> timed;
    for (int i = 0; i < count; ++i) {
        TimedNetwork network;
        network.multiply_adds = std::exp(8.0 + 10.0 * random.unit());
        network.activations = std::exp(6.0 + 6.0 * random.unit());
        network.seconds = time.seconds(network.multiply_adds, network.activations) *
                          std::exp(spread * random.normal());
        timed.push_back(network);
    }
    return timed;
}

void expect_near(const TrainingTime& found, const TrainingTime& expected) {
    EXPECT_NEAR(found.fixed, expected.fixed, 1e-6 * (1e-9 + expected.fixed));
    EXPECT_NEAR(found.multiply_add, expected.multiply_add, 1e-6 * (1e-15 + expected.multiply_add));
    EXPECT_NEAR(found.activation, expected.activation, 1e-6 * (1e-12 + expected.activation));
}

TEST(TrainingTime, IsNotKnownWithoutTrainings) {
    EXPECT_FALSE(fit_training_time({}).known());
    EXPECT_FALSE(TrainingTime{}.known());
}

TEST(TrainingTime, IsTheSumThatTheTimesFollow) {
    for (const TrainingTime& time : {TrainingTime{0.5, 1e-7, 2e-5}, TrainingTime{0.0, 1e-7, 2e-5},
                                     TrainingTime{0.5, 0.0, 2e-5}, TrainingTime{0.5, 1e-7, 0.0},
                                     TrainingTime{3.0, 0.0, 0.0}}) {
        expect_near(fit_training_time(networks(time, 12)), time);
    }
}

TEST(TrainingTime, HasNoPartBelowZero) {
    // Larger networks take less: no sum says that but a constant.
    const std::vector<TimedNetwork> timed{{1e6, 1e3, 4.0}, {2e6, 2e3, 3.0}, {3e6, 3e3, 2.0}};
    const TrainingTime time = fit_training_time(timed);
    EXPECT_GT(time.fixed, 0.0);
    EXPECT_EQ(time.multiply_add, 0.0);
    EXPECT_EQ(time.activation, 0.0);
    EXPECT_NEAR(time.fixed, 4.0, 1e-9);  // which none exceeds
}

TEST(TrainingTime, IsNotExceededByNineOfTenOthers) {
    const TrainingTime time{0.5, 1e-7, 2e-5};
    const TrainingTime found = fit_training_time(networks(time, 40, 0.2));
    int kept = 0;
    const std::vector<TimedNetwork> others = networks(time, 2000, 0.2);
    for (const TimedNetwork& other : others) {
        kept += other.seconds <= found.seconds(other.multiply_adds, other.activations) ? 1 : 0;
    }
    EXPECT_NEAR(kept / 2000.0, 0.9, 0.06);
}

TEST(TrainingTime, OfEqualNetworksIsTheirTime) {
    const TrainingTime time = fit_training_time(std::vector<TimedNetwork>(3, {1e6, 1e3, 2.0}));
    EXPECT_NEAR(time.seconds(1e6, 1e3), 2.0, 1e-9);
}

}  // namespace
}  // namespace metaqnn
