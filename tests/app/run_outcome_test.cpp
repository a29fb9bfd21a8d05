// What is gathered of a run while its rows are written.
#include "app/run_outcome.hpp"

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

TrialRow ended(TrialId trial, double accuracy, Status status = Status::ok) {
    TrialRow row;
    row.evaluation.trial = trial;
    row.evaluation.accuracy = accuracy;
    row.evaluation.status = status;
    row.reward = accuracy;
    return row;
}

std::vector<TrialId> best_of(const OutcomeGatherer& gatherer) {
    std::vector<TrialId> trials;
    for (const BestNetwork& network : gatherer.outcome().best) {
        trials.push_back(network.row.evaluation.trial);
    }
    return trials;
}

TEST(OutcomeGatherer, KeepsTheBestAsTheyEndedIfEqual) {
    OutcomeGatherer gatherer(3);
    EXPECT_TRUE(best_of(gatherer).empty());
    gatherer.add(ended(4, 0.5));
    gatherer.add(ended(1, 0.25));
    EXPECT_EQ(best_of(gatherer), (std::vector<TrialId>{4, 1}));
    gatherer.add(ended(0, 0.5));
    gatherer.add(ended(2, 0.25));
    EXPECT_EQ(best_of(gatherer), (std::vector<TrialId>{4, 0, 1}));
    gatherer.add(ended(3, 0.75));
    gatherer.add(ended(5, 0.125));
    EXPECT_EQ(best_of(gatherer), (std::vector<TrialId>{3, 4, 0}));
}

TEST(OutcomeGatherer, GoesByTheRewardAndTellsItBesideTheAccuracy) {
    OutcomeGatherer gatherer(3);
    gatherer.add(ended(0, 0.5));
    EXPECT_EQ(best_table(gatherer.outcome(), "accuracy").find("reward"), std::string::npos);
    TrialRow cheap = ended(1, 0.25);
    cheap.reward = 1.5;
    gatherer.add(cheap);
    EXPECT_EQ(best_of(gatherer), (std::vector<TrialId>{1, 0}));
    EXPECT_NE(best_table(gatherer.outcome(), "accuracy").find("1.5000"), std::string::npos);
}

TEST(OutcomeGatherer, CountsOutcomesAndListsNoneThatFailed) {
    OutcomeGatherer gatherer(3);
    gatherer.add(ended(0, 0.5));
    gatherer.add(ended(1, 0.9, Status::diverged));
    gatherer.add(ended(2, 0.9, Status::diverged));
    const RunOutcome outcome = gatherer.outcome();
    EXPECT_EQ(outcome.results, 3);
    EXPECT_EQ(outcome.status, (std::map<std::string, std::int64_t>{{"diverged", 2}, {"ok", 1}}));
    EXPECT_EQ(best_of(gatherer), std::vector<TrialId>{0});
    EXPECT_EQ(outcome_text(outcome), "1 networks trained, 2 not (2 diverged)");
}

TEST(OutcomeGatherer, ListsNothingIfNothingIsWanted) {
    OutcomeGatherer gatherer(0);
    gatherer.add(ended(0, 0.5));
    EXPECT_TRUE(best_of(gatherer).empty());
    EXPECT_EQ(gatherer.outcome().results, 1);
}

TEST(OutcomeGatherer, KnowsWhichStoredNetworksWereNotTested) {
    OutcomeGatherer gatherer(3);
    for (const TrialId trial : {3, 1, 2}) {
        TrialRow row = ended(trial, 0.5);
        row.evaluation.weights_stored = trial != 2;
        gatherer.add(row);
    }
    EXPECT_EQ(gatherer.untested(), (std::vector<TrialId>{3, 1}));
    gatherer.add(TestRow{3, 0.75});
    EXPECT_EQ(gatherer.untested(), std::vector<TrialId>{1});
    const RunOutcome outcome = gatherer.outcome();
    EXPECT_EQ(outcome.best[0].test_error, 0.25);
    EXPECT_EQ(outcome.best[1].test_error, std::nullopt);
}

TEST(OutcomeGatherer, TellsTheTimeOfTheLastEvent) {
    OutcomeGatherer gatherer(3);
    EXPECT_EQ(gatherer.outcome().wall_seconds, 0.0);
    gatherer.add(EventRow{0, 2.5, EventKind::started, -1, -1, 1.0});
    EXPECT_EQ(gatherer.outcome().wall_seconds, 2.5);
    EXPECT_EQ(gatherer.outcome().fruitless_sessions, 1);
    TrialRow row = ended(0, 0.5);
    row.finished_seconds = 3.0;
    gatherer.add(row);
    EXPECT_EQ(gatherer.outcome().fruitless_sessions, 0);
}

}  // namespace
}  // namespace metaqnn
