// Foretold times of trainings, on numbers that are checked by hand.
#include "core/time_predictor.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "core/random.hpp"

namespace metaqnn {
namespace {

TrialRow training(std::int64_t multiply_adds, double seconds, const char* device = "cpu") {
    TrialRow row;
    row.multiply_adds = multiply_adds;
    row.evaluation.seconds = seconds;
    row.evaluation.device = device;
    return row;
}

TEST(TimePredictor, KnowsNothingOfFewerThanFiveTrainings) {
    TimePredictor predictor;
    for (int n = 0; n < 4; ++n) predictor.add(training(1'000'000, 4.0));
    EXPECT_EQ(predictor.seconds("cpu", 1'000'000), 0.0);
    EXPECT_EQ(predictor.mean_seconds("cpu", 1'000'000), 0.0);
    predictor.add(training(1'000'000, 4.0));
    EXPECT_NEAR(predictor.seconds("cpu", 1'000'000), 4.0, 1e-12);
    EXPECT_NEAR(predictor.mean_seconds("cpu", 1'000'000), 4.0, 1e-12);
}

// 2 microseconds for a multiply-add, and as much for a million of them besides.
TEST(TimePredictor, FindsTheRateAndTheOverhead) {
    TimePredictor predictor;
    for (const int millions : {1, 2, 3, 4, 5}) {
        predictor.add(training(millions * 1'000'000, 2.0 * millions + 2.0));
    }
    EXPECT_NEAR(predictor.seconds("cpu", 9'000'000, 0.9), 20.0, 1e-9);
    EXPECT_NEAR(predictor.seconds("cpu", 9'000'000, 0.1), 20.0, 1e-9);
    EXPECT_NEAR(predictor.seconds("cpu", 0, 0.5), 2.0, 1e-9);
    EXPECT_NEAR(predictor.mean_seconds("cpu", 9'000'000), 20.0, 1e-9);
}

TEST(TimePredictor, TakesTheQuantilesOfWhatWasSeen) {
    TimePredictor predictor;
    for (const double seconds : {9.0, 1.0, 8.0, 2.0, 7.0, 3.0, 6.0, 4.0, 5.0}) {
        predictor.add(training(1'000'000, seconds));
    }
    EXPECT_NEAR(predictor.seconds("cpu", 1'000'000, 0.9), 9.0, 1e-9);  // rank 0.9 * 10
    EXPECT_NEAR(predictor.seconds("cpu", 1'000'000, 0.5), 5.0, 1e-9);
    EXPECT_NEAR(predictor.seconds("cpu", 1'000'000, 0.05), 1.0, 1e-9);
    EXPECT_NEAR(predictor.seconds("cpu", 1'000'000, 0.99), 9.0, 1e-9);  // none was longer
    EXPECT_NEAR(predictor.mean_seconds("cpu", 1'000'000), 5.0, 1e-9);
    EXPECT_THROW(predictor.seconds("cpu", 1, 1.0), LogicError);
}

TEST(TimePredictor, SeesTimesThatHaveNothingToDoWithTheSize) {
    TimePredictor predictor;
    for (const std::int64_t size : {1'000, 100'000, 10'000'000, 1'000'000'000, 3'000}) {
        predictor.add(training(size, 3.0));
    }
    EXPECT_NEAR(predictor.seconds("cpu", 20'000), 3.0, 0.01);
    EXPECT_NEAR(predictor.seconds("cpu", 500'000'000), 3.0, 0.01);
}

TEST(TimePredictor, LeavesOutFailuresAndTrainingsWithoutTime) {
    TimePredictor predictor;
    for (int n = 0; n < 5; ++n) predictor.add(training(1'000'000, 4.0));
    for (const Status status : {Status::crashed, Status::timeout, Status::rejected}) {
        TrialRow row = training(1'000'000, 1000.0);
        row.evaluation.status = status;
        predictor.add(row);
    }
    predictor.add(training(1'000'000, 0.0));
    EXPECT_NEAR(predictor.seconds("cpu", 1'000'000, 0.99), 4.0, 1e-12);
}

TEST(TimePredictor, TellsTheKindsOfDevicesApart) {
    TimePredictor predictor;
    for (int n = 0; n < 5; ++n) predictor.add(training(1'000'000, 40.0, "cpu"));
    for (int n = 0; n < 3; ++n) predictor.add(training(1'000'000, 2.0, "cuda:0"));
    EXPECT_EQ(predictor.seconds("cuda:0", 1'000'000), 0.0);
    for (int n = 0; n < 2; ++n) predictor.add(training(1'000'000, 2.0, "cuda:1"));
    EXPECT_NEAR(predictor.seconds("cuda:7", 1'000'000), 2.0, 1e-12);
    EXPECT_NEAR(predictor.seconds("cpu", 1'000'000), 40.0, 1e-12);
    EXPECT_NEAR(predictor.seconds("", 1'000'000), 40.0, 1e-12);
    EXPECT_EQ(predictor.seconds("none", 1'000'000), 0.0);
}

TEST(TimePredictor, GoesByTheLastThousandTrainings) {
    TimePredictor predictor;
    for (int n = 0; n < 2000; ++n) predictor.add(training(1'000'000, 10.0));
    EXPECT_NEAR(predictor.seconds("cpu", 1'000'000), 10.0, 1e-9);
    for (int n = 0; n < 1200; ++n) predictor.add(training(1'000'000, 1.0));
    EXPECT_NEAR(predictor.seconds("cpu", 1'000'000, 0.99), 1.0, 1e-9);
}

// Times with a spread of a tenth each way around a rate: nine of ten new ones stay below.
TEST(TimePredictor, KeepsItsPromiseOnTimesItHasNotSeen) {
    TimePredictor predictor;
    Rng random(3);
    int promised = 0;
    int kept = 0;
    for (int n = 0; n < 2000; ++n) {
        const auto size = static_cast<std::int64_t>(std::exp(10.0 + 6.0 * random.unit()));
        const double exact = 1e-6 * (static_cast<double>(size) + 200'000.0);
        const double seconds = exact * std::exp(0.1 * random.normal());
        const double foretold = predictor.seconds("cpu", size);
        if (n >= 20) {
            ++promised;
            kept += seconds <= foretold ? 1 : 0;
            EXPECT_LT(foretold, exact * 1.5);
        }
        predictor.add(training(size, seconds));
    }
    EXPECT_NEAR(static_cast<double>(kept) / promised, 0.9, 0.02);
}

}  // namespace
}  // namespace metaqnn
