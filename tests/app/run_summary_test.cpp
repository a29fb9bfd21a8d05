// What a journal tells of its last sessions: progress, and the time that is left.
#include "app/run_summary.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

// Appends events at growing times: one a second.
class Story {
  public:
    Story& event(EventKind kind, TrialId trial = -1, double value = 0.0) {
        const auto sequence = static_cast<std::int64_t>(journal_.events.size());
        journal_.events.push_back({sequence, static_cast<double>(sequence), kind, trial, 0, value});
        return *this;
    }
    Story& session(int workers = 1) { return event(EventKind::started, -1, workers); }
    Story& stopped(TrialId trial, double saved_epochs) {
        return event(EventKind::stopped, trial, saved_epochs);
    }
    /// Ends now, after so long; learned at once.
    Story& result(TrialId trial, double seconds) {
        TrialRow row;
        row.evaluation.trial = trial;
        row.finished_seconds = journal_.events.back().seconds;
        row.started_seconds = row.finished_seconds - seconds;
        journal_.trials.push_back(row);
        return event(EventKind::learned, trial);
    }
    RunSummary summary() const { return summarise(journal_, 1); }

  private:
    JournalContent journal_;
};

TEST(FruitlessSessions, AreTheLastOnesWithoutAResultOrASavedEpoch) {
    EXPECT_EQ(Story().summary().fruitless_sessions, 0);
    EXPECT_EQ(Story().session().summary().fruitless_sessions, 1);
    EXPECT_EQ(Story().session().stopped(0, 0).session().summary().fruitless_sessions, 2);
    EXPECT_EQ(Story().session().session().result(0, 1.0).summary().fruitless_sessions, 0);
    EXPECT_EQ(Story().session().result(0, 1.0).session().summary().fruitless_sessions, 1);
}

TEST(FruitlessSessions, AreNotThoseThatSaveAPartOfAnEpoch) {
    Story story;
    story.session().stopped(0, 0.25).session().stopped(0, 0.5);
    EXPECT_EQ(story.summary().fruitless_sessions, 0);
}

TEST(FruitlessSessions, SaveNoEpochThatWasNotSavedBefore) {
    Story story;
    story.session().stopped(0, 2);
    EXPECT_EQ(story.summary().fruitless_sessions, 0);
    story.session().stopped(0, 2);
    EXPECT_EQ(story.summary().fruitless_sessions, 1);
    story.session().stopped(0, 0).stopped(1, 1);
    EXPECT_EQ(story.summary().fruitless_sessions, 0);
    story.session().stopped(0, 2).stopped(1, 1);
    EXPECT_EQ(story.summary().fruitless_sessions, 1);
}

// A result waits for those of lower trials before it is learned, in trial order.
TEST(FruitlessSessions, CountAResultThatIsNotLearnedYet) {
    JournalContent journal;
    journal.events = {{0, 0.0, EventKind::started, -1, -1, 1.0},
                      {1, 10.0, EventKind::started, -1, -1, 1.0}};
    TrialRow row;
    row.finished_seconds = 9.0;
    journal.trials.push_back(row);
    EXPECT_EQ(summarise(journal, 1).fruitless_sessions, 1);
    journal.trials.back().finished_seconds = 11.0;
    EXPECT_EQ(summarise(journal, 1).fruitless_sessions, 0);
}

TEST(RunSummary, KnowsMeanAndDeviationOfNetworksTrainedSeveralTimes) {
    JournalContent journal;
    const auto add = [&](const char* architecture, double accuracy, double on_test) {
        TrialRow row;
        row.evaluation.trial = static_cast<TrialId>(journal.trials.size());
        row.evaluation.accuracy = accuracy;
        row.architecture = architecture;
        journal.trials.push_back(row);
        if (on_test > 0.0) journal.tests.push_back({row.evaluation.trial, on_test});
    };
    add("[SM(10)]", 0.5, 0.4);
    EXPECT_TRUE(summarise(journal, 1).repeated.empty());
    add("[C(8,3,1), SM(10)]", 0.7, 0.6);
    add("[SM(10)]", 0.6, 0.0);
    add("[C(8,3,1), SM(10)]", 0.9, 0.8);
    const auto repeated = summarise(journal, 1).repeated;
    ASSERT_EQ(repeated.size(), 2U);
    EXPECT_EQ(repeated[0].architecture, "[C(8,3,1), SM(10)]");
    EXPECT_EQ(repeated[0].trainings, 2);
    EXPECT_DOUBLE_EQ(repeated[0].accuracy.mean, 0.8);
    EXPECT_NEAR(repeated[0].accuracy.deviation, 0.2 / std::sqrt(2.0), 1e-12);
    ASSERT_TRUE(repeated[0].accuracy_on_test);
    EXPECT_DOUBLE_EQ(repeated[0].accuracy_on_test->mean, 0.7);
    EXPECT_FALSE(repeated[1].accuracy_on_test);  // one of two is not tested
}

TEST(RunSummary, KnowsTheTimeThatTrainingsInWorkStillNeed) {
    Story story;
    story.session(3);                             // at 0 s
    story.event(EventKind::dispatched, 0);        // 1 s
    story.event(EventKind::dispatched, 1, 30.0);  // 2 s, foretold to end at 32 s
    story.event(EventKind::dispatched, 2);        // 3 s, unknown: the mean, until 7 s
    story.result(0, 4.0);                         // 4 s
    story.event(EventKind::dispatched, 3, 0.5);   // 5 s, later than foretold
    story.event(EventKind::worker_ready).event(EventKind::worker_ready);  // until 7 s
    const RunSummary summary = story.summary();
    EXPECT_EQ(summary.workers, 3);
    EXPECT_EQ(summary.mean_seconds, 4.0);
    EXPECT_EQ(summary.in_training, 3);
    EXPECT_EQ(summary.in_work_left, (std::vector{25.0, 0.0, 0.0}));
    EXPECT_TRUE(story.event(EventKind::paused).summary().in_work_left.empty());
}

}  // namespace
}  // namespace metaqnn
