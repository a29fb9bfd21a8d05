// Networks that are given: their order, their seeds, and a session stopped anywhere.
#include "core/listed_trials.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "core/random.hpp"
#include "core/replay_search.hpp"
#include "tests/core/search_session.hpp"

namespace metaqnn {
namespace {

TrainingList listed_networks(std::int64_t trainings) {
    return {{parse_architecture("[SM(10)]"), parse_architecture("[C(8,3,1), SM(10)]")},
            trainings,
            {},
            ""};
}

TEST(ListedTrials, TrainEachNetworkOnceBeforeAnyIsTrainedAgain) {
    ListedTrials source(listed_networks(2), 9);
    std::vector<std::string> order;
    for (int i = 0; i < 4; ++i) order.push_back(source.propose().architecture);
    EXPECT_EQ(order, (std::vector<std::string>{"[SM(10)]", "[C(8,3,1), SM(10)]", "[SM(10)]",
                                               "[C(8,3,1), SM(10)]"}));
    EXPECT_EQ(source.trial(2).architecture, source.trial(0).architecture);
    EXPECT_EQ(source.trial(2).seed, derive_seed(9, Stream::trial, 2));
    EXPECT_EQ(source.in_training(), 4);
    EXPECT_THROW(source.propose(), LogicError);
}

TEST(ListedTrials, BeginWithTheWeightsOfTheirNetwork) {
    TrainingList list = listed_networks(2);
    list.weights = {"a.h5", "b.h5"};
    ListedTrials source(list, 9);
    for (int i = 0; i < 4; ++i) source.propose();
    EXPECT_EQ(source.trial(1).initial_weights, "b.h5");
    EXPECT_EQ(source.trial(2).initial_weights, "a.h5");
    list.weights = {"a.h5"};
    EXPECT_THROW(ListedTrials(list, 9), LogicError);
}

TEST(ListedTrials, TakeAResultOnce) {
    ListedTrials source(listed_networks(1), 9);
    source.propose();
    EXPECT_FALSE(source.has_result(0));
    source.learn(0, 0.5);
    EXPECT_TRUE(source.has_result(0));
    EXPECT_EQ(source.results(), 1);
    EXPECT_THROW(source.learn(0, 0.5), LogicError);
    EXPECT_THROW(source.learn(1, 0.5), LogicError);
}

TEST(ListedTrials, RefuseAJournalOfOtherNetworks) {
    ListedTrials before(listed_networks(1), 9);
    EpisodeRow row = before.propose();
    ListedTrials after(listed_networks(1), 9);
    after.restore(row, true);
    EXPECT_EQ(after.trials(), 1);
    EXPECT_THROW(after.restore(row, true), ConfigError);
    row = before.propose();
    row.architecture = "[C(9,3,1), SM(10)]";
    EXPECT_THROW(after.restore(row, true), ConfigError);
}

/// A session on a list; the outcomes are those of a search.
struct ListSession {
    ListSession(std::int64_t trainings, std::int64_t stop_at_pass, const JournalContent& before)
        : source(listed_networks(trainings), 9), journal(before), stop(stop_at_pass) {
        from = restore_search(source, before, std::nullopt);
        settings.trials = settings.in_flight = listed_networks(trainings).trials();
    }
    LoopEnd run() {
        DispatchPlan plan;
        return SearchLoop(source, pool, journal, observer, clock, stop, session_cost, plan,
                          settings, from)
            .run();
    }
    ListedTrials source;
    MemoryJournal journal;
    ScriptedPool pool{2, 1, fixed_outcome};
    RecordingObserver observer;
    StepClock clock;
    StopAtPass stop;
    LoopSettings settings;
    ResumePoint from;
};

TEST(ListedTrials, AreEachTrainedOnceWhereverASessionIsStopped) {
    constexpr std::int64_t never = 1'000'000;
    for (std::int64_t pass = 1; pass < 12; ++pass) {
        ListSession first(4, pass, {});
        first.run();
        ListSession second(4, never, first.journal.flushed());
        ASSERT_EQ(second.run(), LoopEnd::finished);
        const JournalContent& content = second.journal.flushed();
        std::set<TrialId> trials;
        for (const TrialRow& row : content.trials) trials.insert(row.evaluation.trial);
        EXPECT_EQ(content.trials.size(), 8U);
        EXPECT_EQ(trials.size(), 8U);
        ListedTrials again(listed_networks(4), 9);
        const ReplayReport report = replay_search(again, content, {session_cost, 10, {}});
        EXPECT_EQ(report.difference, "");
        EXPECT_EQ(report.results, 8);
    }
}

TEST(ListedTrials, MayBecomeMore) {
    constexpr std::int64_t never = 1'000'000;
    ListSession first(1, never, {});
    ASSERT_EQ(first.run(), LoopEnd::finished);
    ListSession second(3, never, first.journal.flushed());
    ASSERT_EQ(second.run(), LoopEnd::finished);
    EXPECT_EQ(second.journal.flushed().trials.size(), 6U);
}

}  // namespace
}  // namespace metaqnn
