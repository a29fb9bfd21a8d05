// Whose weights are kept.
#include "core/best_models.hpp"

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

TrialRow row(TrialId trial, double accuracy, bool stored = true, Status status = Status::ok) {
    TrialRow row;
    row.evaluation.trial = trial;
    row.evaluation.accuracy = accuracy;
    row.reward = accuracy;
    row.evaluation.weights_stored = stored;
    row.evaluation.status = status;
    return row;
}

TEST(BestModels, KeepsTheBestInOrderAndDropsTheRest) {
    BestModels best(2);
    EXPECT_EQ(best.add(row(0, 0.5)), std::nullopt);
    EXPECT_EQ(best.add(row(1, 0.7)), std::nullopt);
    EXPECT_EQ(best.trials(), (std::vector<TrialId>{1, 0}));
    EXPECT_EQ(best.add(row(2, 0.6)), 0);  // fell off
    EXPECT_EQ(best.trials(), (std::vector<TrialId>{1, 2}));
    EXPECT_EQ(best.add(row(3, 0.4)), 3);  // never came on
    EXPECT_EQ(best.trials(), (std::vector<TrialId>{1, 2}));
}

TEST(BestModels, PrefersTheEarlierOfEquals) {
    BestModels best(1);
    best.add(row(5, 0.5));
    EXPECT_EQ(best.add(row(6, 0.5)), 6);
    EXPECT_EQ(best.add(row(4, 0.5)), 5);
    EXPECT_EQ(best.trials(), (std::vector<TrialId>{4}));
}

TEST(BestModels, DoesNotListATrialWithoutStoredWeights) {
    BestModels best(1);
    EXPECT_EQ(best.add(row(0, 0.9, false)), std::nullopt);
    EXPECT_EQ(best.add(row(1, 0.9, true, Status::timeout)), std::nullopt);
    EXPECT_TRUE(best.trials().empty());
}

TEST(BestModels, AsksForWeightsAboveTheWorstOfAFullList) {
    BestModels best(2);
    EXPECT_LT(best.threshold(), 0.0);
    best.add(row(0, 0.5));
    EXPECT_LT(best.threshold(), 0.0);
    best.add(row(1, 0.7));
    EXPECT_EQ(best.threshold(), 0.5);
    best.add(row(2, 0.6));
    EXPECT_EQ(best.threshold(), 0.6);
}

TEST(BestModels, GoesByTheRewardWhichIsKnownAtTheEndOnly) {
    BestModels best(1, ObjectiveKind::product);
    TrialRow cheap = row(0, 0.5);
    cheap.reward = 0.9;
    best.add(cheap);
    EXPECT_LT(best.threshold(), 0.0);
    EXPECT_EQ(best.add(row(1, 0.8)), 1);
    EXPECT_EQ(best.trials(), (std::vector<TrialId>{0}));
}

TEST(BestModels, NeverAsksForWeightsIfNoneAreKept) {
    BestModels best(0);
    EXPECT_EQ(best.threshold(), 2.0);
    EXPECT_EQ(best.add(row(0, 0.9)), 0);
    EXPECT_TRUE(best.trials().empty());
}

}  // namespace
}  // namespace metaqnn
