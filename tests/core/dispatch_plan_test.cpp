// Which trial is started: in order, the longest first at the end, and before a deadline.
#include "core/dispatch_plan.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

constexpr std::int64_t million = 1'000'000;

// A training of five epochs.
TrialRow timed_row(std::int64_t multiply_adds, double seconds) {
    TrialRow row;
    row.multiply_adds = multiply_adds;
    row.evaluation.seconds = seconds;
    row.evaluation.epochs = 5;
    row.evaluation.device = "cpu";
    row.started_seconds = 100.0;
    row.finished_seconds = 100.0 + seconds;
    return row;
}

// Knows that a training takes ten seconds for a million multiply-adds, an epoch two.
DispatchPlan plan_until(double deadline) {
    DispatchPlan plan(deadline);
    for (const int millions : {2, 4, 6, 8, 10}) {
        plan.know(timed_row(millions * million - 1000, 10.0 * millions));
    }
    return plan;
}

std::vector<TrialId> taken(DispatchPlan& plan, double now, Wave wave) {
    std::vector<TrialId> trials;
    while (const auto next = plan.take(now, wave)) trials.push_back(next->trial);
    return trials;
}

TEST(DispatchPlan, StartsTrialsInTheOrderInWhichTheyCame) {
    DispatchPlan plan;
    plan.add({7, 1 * million});
    plan.add({8, 3 * million});
    plan.add({9, 2 * million});
    EXPECT_EQ(taken(plan, 0.0, Wave::more), (std::vector<TrialId>{7, 8, 9}));
    EXPECT_FALSE(plan.refused());
}

TEST(DispatchPlan, StartsATrialThatIsTriedAgainBeforeTheOthers) {
    DispatchPlan plan;
    plan.add({7, 1 * million});
    plan.add({8, 3 * million});
    plan.add_again({5, 2 * million});
    EXPECT_EQ(taken(plan, 0.0, Wave::more), (std::vector<TrialId>{5, 7, 8}));
}

TEST(DispatchPlan, PassesOverWhatNoWorkerMayStart) {
    for (const Wave wave : {Wave::more, Wave::last}) {
        DispatchPlan plan;
        plan.add({7, 3 * million});
        plan.add({8, 2 * million});
        const auto may_start = [](TrialId trial) { return trial != 7; };
        EXPECT_EQ(plan.take(0.0, wave, may_start)->trial, 8);
        EXPECT_FALSE(plan.take(0.0, wave, may_start));
        EXPECT_FALSE(plan.refused()) << "it is not too late for it";
        EXPECT_EQ(plan.take(0.0, wave)->trial, 7);
    }
}

TEST(DispatchPlan, StartsTheLongestFirstInTheLastWave) {
    DispatchPlan plan;
    plan.add({6, 1 * million});
    plan.add({7, 3 * million});
    plan.add({8, 2 * million});
    plan.add({9, 3 * million});
    EXPECT_EQ(taken(plan, 0.0, Wave::last), (std::vector<TrialId>{7, 9, 8, 6}));
}

TEST(DispatchPlan, StartsBeforeTheDeadlineOnlyWhatEndsItsFirstEpoch) {
    for (const Wave wave : {Wave::more, Wave::last}) {
        DispatchPlan plan = plan_until(1000.0);
        plan.add({0, 2 * million});
        EXPECT_TRUE(plan.take(0.0, wave));
        plan.add({1, 10 * million});  // 20 s an epoch
        plan.add({2, 4 * million});   // 8 s
        plan.add({3, 2 * million});   // 4 s
        EXPECT_EQ(plan.take(991.0, wave)->trial, 2);
        EXPECT_EQ(plan.take(993.0, wave)->trial, 3);
        EXPECT_FALSE(plan.refused());
        EXPECT_FALSE(plan.take(993.0, wave));
        EXPECT_TRUE(plan.refused());
        EXPECT_EQ(plan.take(979.0, wave)->trial, 1);
        EXPECT_FALSE(plan.take(979.0, wave));
        EXPECT_FALSE(plan.refused());
    }
}

TEST(DispatchPlan, HasRefusedNothingThatCameSince) {
    DispatchPlan plan = plan_until(1000.0);
    plan.add({0, 2 * million});
    EXPECT_TRUE(plan.take(0.0, Wave::more));
    plan.add({1, 10 * million});
    EXPECT_FALSE(plan.take(993.0, Wave::more));
    EXPECT_TRUE(plan.refused());
    plan.add_again({2, 2 * million});
    EXPECT_FALSE(plan.refused());
    EXPECT_EQ(plan.take(993.0, Wave::more)->trial, 2);
}

TEST(DispatchPlan, RefusesNothingOfWhichItKnowsNoTime) {
    DispatchPlan plan(1000.0);
    plan.add({1, 10 * million});
    EXPECT_TRUE(plan.take(999.0, Wave::more));
}

TEST(DispatchPlan, RefusesNothingInTheFirstTenthOfTheTimeThatASessionHas) {
    DispatchPlan plan(5010.0);
    for (int n = 0; n < 5; ++n) plan.know(timed_row(million, 500.0));  // 100 s an epoch
    for (TrialId trial = 0; trial < 3; ++trial) plan.add({trial, million});
    EXPECT_TRUE(plan.take(5000.0, Wave::more));
    EXPECT_TRUE(plan.take(5001.0, Wave::more));
    EXPECT_FALSE(plan.take(5001.1, Wave::more));
}

TEST(DispatchPlan, StartsSomethingHoweverLateAWorkerIsReady) {
    DispatchPlan plan(5010.0);
    for (int n = 0; n < 5; ++n) plan.know(timed_row(million, 500.0));
    plan.add({0, million});
    EXPECT_TRUE(plan.take(5009.0, Wave::more));
}

TEST(DispatchPlan, ForetellsATrialWhenItBegins) {
    DispatchPlan plan;
    EXPECT_EQ(plan.began({1, million}, "cpu", 0.0), 0.0);
    plan = plan_until(1000.0);
    EXPECT_NEAR(plan.began({1, 3 * million}, "cpu", 0.0), 30.0, 0.1);
    EXPECT_EQ(plan.began({1, 3 * million}, "cuda:0", 0.0), 0.0);
}

TEST(DispatchPlan, TellsTheTimeThatIsLeft) {
    DispatchPlan plan;
    EXPECT_FALSE(plan.seconds_left(0.0, 10, 2));
    plan = plan_until(1e9);  // mean of a training: 60 s
    EXPECT_NEAR(*plan.seconds_left(0.0, 10, 2), 300.0, 1e-9);
    plan.add({1, 3 * million});
    EXPECT_NEAR(*plan.seconds_left(0.0, 0, 1), 30.0, 0.1);
    plan.began(*plan.take(100.0, Wave::more), "cpu", 100.0);
    EXPECT_NEAR(*plan.seconds_left(110.0, 0, 1), 20.0, 0.1);
    EXPECT_NEAR(*plan.seconds_left(110.0, 1, 1), 80.0, 0.1);
    EXPECT_EQ(*plan.seconds_left(200.0, 0, 1), 0.0);
    plan.ended(1);
    EXPECT_EQ(*plan.seconds_left(110.0, 0, 1), 0.0);
}

TEST(DispatchPlan, CountsATrainingOfUnknownTimeAsTheMean) {
    DispatchPlan plan;
    plan.know(timed_row(million, 8.0));
    plan.add({1, million});
    EXPECT_EQ(*plan.seconds_left(0.0, 1, 1), 16.0);
    plan.began(*plan.take(0.0, Wave::more), "cpu", 0.0);
    EXPECT_EQ(*plan.seconds_left(2.0, 1, 1), 14.0);
}

TEST(SecondsLeft, IsTheMeanOfTheWorkersAndNoLessThanTheLongest) {
    EXPECT_EQ(seconds_left({}, 0.0, 4), 0.0);
    EXPECT_EQ(seconds_left({}, 100.0, 4), 25.0);
    EXPECT_EQ(seconds_left(std::vector{10.0, 30.0}, 100.0, 4), 35.0);
    EXPECT_EQ(seconds_left(std::vector{10.0, 50.0}, 100.0, 4), 50.0);
}

}  // namespace
}  // namespace metaqnn
