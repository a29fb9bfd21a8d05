// Journals recomputed: whole ones, ones with a single changed value, damaged ones.
#include "core/replay_search.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/core/search_session.hpp"

namespace metaqnn {
namespace {

SessionOptions in_arrival_order() {
    SessionOptions options;
    options.loop.order = Order::arrival;
    return options;
}

JournalContent journal_of(const SessionOptions& options, const JournalContent& before = {}) {
    SearchSession session(options, before);
    session.run();
    return session.journal.flushed();
}

/// Three sessions: stopped, stopped again, finished with a larger budget.
JournalContent three_sessions() {
    SessionOptions options = in_arrival_order();
    options.stop_at_pass = 8;
    JournalContent journal = journal_of(options);
    options.arrival = 2;
    options.workers = 5;
    journal = journal_of(options, journal);
    options.arrival = 3;
    options.loop.trials = 60;
    options.stop_at_pass = std::numeric_limits<std::int64_t>::max();
    return journal_of(options, journal);
}

const ReplaySettings settings{session_cost, 10, {}};

ReplayReport replay(const JournalContent& journal, const SessionOptions& options = {}) {
    SearchSession fresh(options);
    return replay_search(fresh.state, journal, settings);
}

JournalContent mend(const JournalContent& whole) {
    SearchSession fresh(SessionOptions{});
    return mend_search(fresh.state, whole, settings);
}

void expect_identical(const JournalContent& journal, const SessionOptions& options = {}) {
    const ReplayReport report = replay(journal, options);
    EXPECT_EQ(report.difference, "");
    EXPECT_EQ(report.episodes, static_cast<std::int64_t>(journal.episodes.size()));
    EXPECT_EQ(report.trials, static_cast<std::int64_t>(journal.trials.size()));
    EXPECT_EQ(report.q_values, static_cast<std::int64_t>(journal.q_values.size()));
}

TEST(ReplaySearch, FindsEveryRunIdentical) {
    expect_identical(journal_of({}));
    expect_identical(journal_of(in_arrival_order()));
    const JournalContent sessions = three_sessions();
    ASSERT_EQ(sessions.trials.size(), 60u);
    ASSERT_GT(sessions.q_values.size(), 6u);
    expect_identical(sessions);
}

TEST(ReplaySearch, FindsEveryUnfinishedRunIdentical) {
    std::vector<JournalContent> left;
    SearchSession session(in_arrival_order());
    session.journal.on_flush = [&](const JournalContent& content) { left.push_back(content); };
    session.run();
    ASSERT_GT(left.size(), 20u);
    for (const JournalContent& journal : left) expect_identical(journal);
    expect_identical({});
}

TEST(ReplaySearch, FindsARunWithOtherSettingsDifferent) {
    SessionOptions other;
    other.search.seed = 6;
    EXPECT_NE(replay(journal_of({}), other).difference, "");
}

EventRow& event_of(JournalContent& journal, EventKind kind, int number) {
    for (EventRow& row : journal.events) {
        if (row.kind == kind && number-- == 0) return row;
    }
    throw LogicError("no such event");
}

struct Change {
    void (*apply)(JournalContent& journal);
    const char* named;  ///< a part of the message
};

class ChangedJournal : public testing::TestWithParam<Change> {};

TEST_P(ChangedJournal, IsNotIdenticalAndTheChangeIsNamed) {
    JournalContent journal = three_sessions();
    GetParam().apply(journal);
    const std::string difference = replay(journal).difference;
    EXPECT_NE(difference.find(GetParam().named), std::string::npos) << difference;
    EXPECT_EQ(difference.find('\n'), std::string::npos);
}

char other_choice(char choice) { return choice == 'G' ? 'R' : 'G'; }

INSTANTIATE_TEST_SUITE_P(
    ReplaySearch, ChangedJournal,
    testing::Values(
        Change{[](JournalContent& j) {
                   j.episodes[9].choices[0] = other_choice(j.episodes[9].choices[0]);
               },
               "episode 9: choices"},
        Change{[](JournalContent& j) { j.episodes[9].architecture = "[SM(10)]"; },
               "episode 9: network"},
        Change{[](JournalContent& j) { j.episodes[30].epsilon = 0.75; },
               "episode 30: epsilon 0.75"},
        Change{[](JournalContent& j) { ++j.episodes[9].trial; }, "episode 9: trial"},
        Change{[](JournalContent& j) { ++j.episodes[9].step; }, "episode 9: step"},
        Change{[](JournalContent& j) { j.episodes[9].novelty = Novelty::known; },
               "episode 9: novelty known"},
        Change{[](JournalContent& j) { j.episodes[9].reward = 0.5; }, "episode 9: reward 0.5"},
        Change{[](JournalContent& j) { j.trials[5].reward += 0.001; }, "reward"},
        Change{[](JournalContent& j) { j.trials[5].evaluation.accuracy += 0.5; }, "reward"},
        Change{[](JournalContent& j) { ++j.trials[5].seed; }, "seed"},
        Change{[](JournalContent& j) { ++j.trials[5].parameters; }, "parameters"},
        Change{[](JournalContent& j) { ++j.trials[5].multiply_adds; }, "multiply_adds"},
        Change{[](JournalContent& j) { ++j.trials[5].layers; }, "layers"},
        Change{[](JournalContent& j) { j.trials[5].architecture = "[SM(10)]"; }, "network"},
        Change{[](JournalContent& j) { j.trials[5].evaluation.status = Status::stopped; },
               "stopped"},
        Change{[](JournalContent& j) { j.trials.push_back(j.trials[5]); }, "two results"},
        Change{[](JournalContent& j) { j.trials.back().evaluation.trial = 1000; }, "not there"},
        Change{[](JournalContent& j) { event_of(j, EventKind::learned, 4).value += 0.001; },
               "reward"},
        Change{
            [](JournalContent& j) { event_of(j, EventKind::learned, 4).kind = EventKind::failed; },
            "kind failed in the journal, learned recomputed"},
        Change{[](JournalContent& j) { event_of(j, EventKind::learned, 4).trial = 59; },
               "trial 59"},
        Change{[](JournalContent& j) {
                   event_of(j, EventKind::learned, 5) = event_of(j, EventKind::learned, 4);
               },
               "sequence"},
        Change{[](JournalContent& j) { event_of(j, EventKind::proposed, 7).value = 6.0; },
               "step 6"},
        Change{[](JournalContent& j) { ++event_of(j, EventKind::proposed, 7).trial; }, ": trial"},
        Change{[](JournalContent& j) { ++j.events[20].sequence; }, "event 20: sequence 21"},
        Change{[](JournalContent& j) { j.events.pop_back(); }, "belong to no change"},
        Change{[](JournalContent& j) { j.episodes.push_back(j.episodes.back()); }, "has no event"},
        Change{[](JournalContent& j) { j.episodes.pop_back(); }, "is not in the journal"},
        Change{[](JournalContent& j) { j.q_values[3].q.value += 1.0; }, "Q snapshot at step"},
        Change{[](JournalContent& j) { j.q_values[3].q.slot = 0; }, "slot 0 in the journal"},
        Change{[](JournalContent& j) { j.q_values[3].epsilon = 0.1; }, "epsilon 0.1"},
        Change{[](JournalContent& j) { ++j.q_values[3].step; }, "Q snapshot at step"},
        Change{[](JournalContent& j) { j.q_values.pop_back(); }, "not complete"}));

TEST(ReplaySearch, FindsTwoResultsLearnedInTheOtherOrder) {
    // Whichever two are swapped, at the latest the last Q values tell.
    const JournalContent journal = three_sessions();
    std::vector<std::size_t> results;
    for (std::size_t i = 0; i < journal.events.size(); ++i) {
        if (journal.events[i].kind == EventKind::learned) results.push_back(i);
    }
    for (std::size_t i = 0; i + 1 < results.size(); ++i) {
        JournalContent changed = journal;
        std::swap(changed.events[results[i]], changed.events[results[i + 1]]);
        std::swap(changed.events[results[i]].sequence, changed.events[results[i + 1]].sequence);
        EXPECT_NE(replay(changed).difference, "") << i;
    }
}

TEST(MendSearch, LeavesAWholeJournalAsItIs) {
    const JournalContent journal = three_sessions();
    const JournalContent mended = mend(journal);
    EXPECT_EQ(mended.events, journal.events);
    EXPECT_EQ(episodes_of(mended), episodes_of(journal));
    EXPECT_EQ(mended.trials, journal.trials);
    EXPECT_EQ(mended.epochs, journal.epochs);
    EXPECT_EQ(mended.q_values.size(), journal.q_values.size());
    expect_identical(mended);
}

TEST(MendSearch, LosesNothingThatCanBeRecomputed) {
    const JournalContent journal = three_sessions();
    JournalContent damaged = journal;
    damaged.episodes.erase(damaged.episodes.begin() + 3);
    damaged.q_values.erase(damaged.q_values.begin() + 1, damaged.q_values.begin() + 4);
    std::erase_if(damaged.events, [](const EventRow& row) {
        return row.kind == EventKind::dispatched && row.trial % 3 == 0;
    });
    const JournalContent mended = mend(damaged);
    EXPECT_EQ(decisions_of(mended), decisions_of(journal));
    EXPECT_EQ(episodes_of(mended), episodes_of(journal));
    EXPECT_EQ(mended.trials, journal.trials);
    expect_identical(mended);
}

TEST(MendSearch, EndsBeforeAResultThatIsLostAndKeepsLaterOnesOfItsNetworks) {
    const JournalContent journal = three_sessions();
    JournalContent damaged = journal;
    damaged.trials.erase(damaged.trials.begin() + 10);
    const JournalContent mended = mend(damaged);
    EXPECT_GE(mended.trials.size(), 10u);
    EXPECT_LT(mended.trials.size(), 20u);
    expect_identical(mended);
}

TEST(MendSearch, MakesOfAnyRowsASearchThatIsIdenticalAndGoesOn) {
    const JournalContent journal = three_sessions();
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        Rng random(seed);
        JournalContent damaged = journal;
        const auto lose = [&](auto& rows) {
            std::erase_if(rows, [&](const auto&) { return random.below(80) == 0; });
        };
        lose(damaged.events);
        lose(damaged.episodes);
        lose(damaged.trials);
        lose(damaged.q_values);
        const JournalContent mended = mend(damaged);
        expect_identical(mended);
        SessionOptions options = in_arrival_order();
        options.loop.trials = 60;
        SearchSession after(options, mended);
        ASSERT_EQ(after.run(), LoopEnd::finished) << seed;
        expect_identical(after.journal.flushed());
    }
}

}  // namespace
}  // namespace metaqnn
