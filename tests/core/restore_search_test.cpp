// Searches cut off at every place and gone on with from their journal.
#include "core/restore_search.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/core/search_session.hpp"

namespace metaqnn {
namespace {

JournalContent whole_run(SessionOptions options) {
    SearchSession session(options);
    session.run();
    return session.journal.flushed();
}

void expect_each_trial_once(const JournalContent& journal, std::size_t trials) {
    std::set<TrialId> seen;
    for (const TrialRow& row : journal.trials) {
        EXPECT_TRUE(seen.insert(row.evaluation.trial).second) << row.evaluation.trial;
    }
    EXPECT_EQ(seen.size(), trials);
}

TEST(Resume, EndsAsIfNeverStoppedWhereverItWasStopped) {
    SessionOptions options;
    const JournalContent whole = whole_run(options);
    std::int64_t passes = 0;
    for (std::int64_t pass = 1; passes == 0; ++pass) {
        SessionOptions first = options;
        first.stop_at_pass = pass;
        SearchSession before(first);
        if (before.run() == LoopEnd::finished) passes = pass;

        SessionOptions second = options;
        second.workers = 1 + static_cast<int>(pass % 5);
        second.arrival = static_cast<std::uint64_t>(100 + pass);
        SearchSession after(second, before.journal.flushed());
        ASSERT_EQ(after.run(), LoopEnd::finished);
        ASSERT_EQ(episodes_of(after.journal.flushed()), episodes_of(whole)) << "pass " << pass;
        ASSERT_EQ(decisions_of(after.journal.flushed()), decisions_of(whole)) << "pass " << pass;
        expect_each_trial_once(after.journal.flushed(), 40);
    }
    EXPECT_GT(passes, 20);
}

TEST(Resume, EndsAsIfNeverStoppedAfterManyShortSessions) {
    SessionOptions options;
    const JournalContent whole = whole_run(options);
    JournalContent journal;
    int sessions = 0;
    for (LoopEnd end = LoopEnd::stopped; end == LoopEnd::stopped; ++sessions) {
        options.stop_at_pass = 5;
        options.workers = 1 + sessions % 4;
        options.arrival = static_cast<std::uint64_t>(sessions);
        SearchSession session(options, journal);
        end = session.run();
        journal = session.journal.flushed();
        ASSERT_LT(sessions, 200);
    }
    EXPECT_GT(sessions, 4);
    EXPECT_EQ(episodes_of(journal), episodes_of(whole));
    EXPECT_EQ(decisions_of(journal), decisions_of(whole));
    expect_each_trial_once(journal, 40);
}

// With one worker every trial begins when all before it are known.
TEST(Resume, ForetellsTheSameTimes) {
    SessionOptions options;
    options.workers = 1;
    options.outcome = [](const Trial& trial) {
        Evaluation evaluation = timed_outcome(trial);
        evaluation.seconds *= 1.0 + static_cast<double>(trial.seed % 100) / 100.0;
        return evaluation;
    };
    const auto foretold = [](const JournalContent& journal) {
        std::vector<double> seconds;
        for (const TrialRow& row : journal.trials) seconds.push_back(row.predicted_seconds);
        return seconds;
    };
    const std::vector<double> whole = foretold(whole_run(options));
    EXPECT_GT(*std::max_element(whole.begin(), whole.end()), 0.0);
    for (const std::int64_t pass : {10, 20, 30}) {
        SessionOptions first = options;
        first.stop_at_pass = pass;
        SearchSession before(first);
        ASSERT_EQ(before.run(), LoopEnd::stopped);
        SearchSession after(options, before.journal.flushed());
        ASSERT_EQ(after.run(), LoopEnd::finished);
        EXPECT_EQ(foretold(after.journal.flushed()), whole) << "pass " << pass;
    }
}

TEST(Resume, EndsAsIfNeverKilledWhateverWasFlushedLast) {
    const SessionOptions options;
    std::vector<JournalContent> left;
    SearchSession session(options);
    session.journal.on_flush = [&](const JournalContent& content) { left.push_back(content); };
    session.run();
    EXPECT_GT(left.size(), 20U);
    for (const JournalContent& journal : left) {
        SessionOptions second = options;
        second.arrival = 77;
        SearchSession after(second, journal);
        ASSERT_EQ(after.run(), LoopEnd::finished);
        ASSERT_EQ(episodes_of(after.journal.flushed()), episodes_of(session.journal.flushed()));
        expect_each_trial_once(after.journal.flushed(), 40);
    }
}

TEST(Resume, GoesOnFromTheLastCheckpointToTheSameEnd) {
    SessionOptions options;
    options.loop.checkpoint_results = 7;
    const JournalContent whole = whole_run(options);
    options.stop_at_pass = 15;
    SearchSession before(options);
    ASSERT_EQ(before.run(), LoopEnd::stopped);
    options.stop_at_pass = std::numeric_limits<std::int64_t>::max();
    ASSERT_GE(before.observer.checkpoints.size(), 2U);
    for (const Checkpoint& checkpoint : before.observer.checkpoints) {
        SearchSession after(options, before.journal.flushed(), checkpoint);
        EXPECT_EQ(after.state.q_values(), before.state.q_values());
        ASSERT_EQ(after.run(), LoopEnd::finished);
        EXPECT_EQ(episodes_of(after.journal.flushed()), episodes_of(whole));
    }
}

TEST(Resume, GivesTheSameStateAgainInArrivalOrder) {
    SessionOptions options;
    options.loop.order = Order::arrival;
    SearchSession live(options);
    live.run();
    for (const Checkpoint& checkpoint : live.observer.checkpoints) {
        SearchSession with(options, live.journal.flushed(), checkpoint);
        EXPECT_EQ(with.state.q_values(), live.state.q_values());
    }
    SearchSession again(options, live.journal.flushed());
    EXPECT_EQ(again.state.q_values(), live.state.q_values());
    EXPECT_EQ(again.state.steps(), live.state.steps());
    EXPECT_EQ(again.state.propose().architecture, live.state.propose().architecture);
}

TEST(Resume, DoesNothingMoreInAFinishedRun) {
    const SessionOptions options;
    const JournalContent whole = whole_run(options);
    SearchSession again(options, whole);
    EXPECT_EQ(again.run(), LoopEnd::finished);
    EXPECT_TRUE(again.pool.submitted.empty());
    EXPECT_EQ(again.journal.flushed().episodes.size(), whole.episodes.size());
}

TEST(Resume, GoesOnWithALargerBudget) {
    SessionOptions options;
    options.loop.retries = 0;
    options.loop.trials = 10;
    const JournalContent first = whole_run(options);
    options.loop.trials = 25;
    SearchSession second(options, first);
    EXPECT_EQ(second.run(), LoopEnd::finished);
    EXPECT_EQ(second.pool.submitted.size(), 15U);
    expect_each_trial_once(second.journal.flushed(), 25);
}

TEST(Resume, StaysExhausted) {
    SessionOptions options;
    options.script = {"[SM(10)]"};
    options.loop.max_repeats = 150;
    const JournalContent whole = whole_run(options);
    SearchSession again(options, whole);
    EXPECT_EQ(again.run(), LoopEnd::exhausted);
    EXPECT_EQ(again.journal.flushed().episodes.size(), whole.episodes.size());
}

TEST(Resume, RemembersTheBestOfEarlierSessions) {
    SessionOptions options;
    options.loop.keep_models = 1;
    options.loop.trials = 20;
    const JournalContent first = whole_run(options);
    double best = -1.0;
    for (const TrialRow& row : first.trials) {
        if (row.evaluation.weights_stored) best = std::max(best, row.evaluation.accuracy);
    }
    options.loop.trials = 40;
    SearchSession second(options, first);
    second.run();
    EXPECT_EQ(second.pool.submitted.front().keep_above, best);
}

TEST(Resume, RemembersWhatKilledATrainerHoweverOftenItIsStopped) {
    SessionOptions options;
    JournalContent journal;
    for (LoopEnd end = LoopEnd::stopped; end == LoopEnd::stopped;) {
        options.stop_at_pass = 3;
        SearchSession session(options, journal);
        end = session.run();
        journal = session.journal.flushed();
    }
    std::map<TrialId, int> retried;
    for (const EventRow& event : journal.events) {
        if (event.kind == EventKind::retried) ++retried[event.trial];
    }
    EXPECT_GE(retried.size(), 2U);
    for (const auto& [trial, count] : retried) EXPECT_EQ(count, 1) << trial;
}

TEST(RestoreSearch, TellsWhatIsUnfinishedAndUnlearned) {
    SessionOptions options;
    options.stop_at_pass = 15;
    SearchSession before(options);
    before.run();
    const JournalContent& journal = before.journal.flushed();
    const SearchSession after(options, journal);
    const ResumePoint& point = after.from();
    EXPECT_EQ(point.next_sequence, static_cast<std::int64_t>(journal.events.size()));
    const auto results = static_cast<std::size_t>(before.state.results());
    EXPECT_EQ(results + point.unlearned.size(), journal.trials.size());
    EXPECT_EQ(results + point.unlearned.size() + point.unfinished.size(),
              static_cast<std::size_t>(before.state.networks().size()));
    std::size_t stored = 0;
    for (const TrialRow& row : journal.trials) stored += row.evaluation.weights_stored ? 1 : 0;
    EXPECT_GT(stored, 0u);
    EXPECT_LE(point.learned.size(), stored);
    EXPECT_GE(point.learned.size() + point.unlearned.size(), stored);
    EXPECT_EQ(point.last_epsilon, journal.episodes.back().epsilon);
}

TEST(RestoreSearch, TellsWhichEpochsOfUnfinishedTrialsAreInTheJournal) {
    SessionOptions options;
    options.stop_at_pass = 15;
    SearchSession before(options);
    before.run();
    JournalContent journal = before.journal.flushed();
    const TrialId unfinished = SearchSession(options, journal).from().unfinished.front();
    EpochReport report;
    report.trial = unfinished;
    report.attempt = 1;
    report.epoch = 1;
    journal.epochs.push_back(report);
    options.stop_at_pass = std::numeric_limits<std::int64_t>::max();
    SearchSession after(options, journal);
    EXPECT_EQ(after.from().reported, (ReportedEpochs{{unfinished, {{1, 1}}}}));
    after.pool.extra = {report};  // its trainer had an older state
    after.run();
    const auto& epochs = after.journal.flushed().epochs;
    EXPECT_EQ(std::count(epochs.begin(), epochs.end(), report), 1);
}

TEST(RestoreSearch, UsesNoCheckpointThatIsNewerThanTheJournal) {
    SearchSession live{SessionOptions{}};
    live.run();
    Checkpoint future{static_cast<std::int64_t>(live.journal.flushed().events.size()) + 1,
                      {{0, 1.0}, {1, 2.0}}};
    const SearchSession again(SessionOptions{}, live.journal.flushed(), future);
    EXPECT_EQ(again.state.q_values(), live.state.q_values());
}

class DamagedJournal : public testing::TestWithParam<void (*)(JournalContent&)> {};

TEST_P(DamagedJournal, IsRejected) {
    JournalContent journal = whole_run(SessionOptions{});
    GetParam()(journal);
    EXPECT_THROW(SearchSession(SessionOptions{}, journal), ConfigError);
}

EventRow& event_of(JournalContent& journal, EventKind kind) {
    for (EventRow& row : journal.events) {
        if (row.kind == kind) return row;
    }
    throw LogicError("no such event");
}

INSTANTIATE_TEST_SUITE_P(
    RestoreSearch, DamagedJournal,
    testing::Values([](JournalContent& j) { j.events.erase(j.events.begin() + 3); },
                    [](JournalContent& j) { std::swap(j.events[2], j.events[3]); },
                    [](JournalContent& j) { j.episodes.pop_back(); },
                    [](JournalContent& j) { j.episodes.erase(j.episodes.begin()); },
                    [](JournalContent& j) { j.episodes[1].trial = 7; },
                    [](JournalContent& j) { j.episodes[1].architecture = "[C(7,3,1), SM(10)]"; },
                    [](JournalContent& j) { event_of(j, EventKind::proposed).value = -1.0; },
                    [](JournalContent& j) { event_of(j, EventKind::proposed).value = 1e300; },
                    [](JournalContent& j) { event_of(j, EventKind::proposed).value = NAN; },
                    [](JournalContent& j) { event_of(j, EventKind::learned).trial = 39; },
                    [](JournalContent& j) { event_of(j, EventKind::learned).trial = -1; },
                    [](JournalContent& j) { event_of(j, EventKind::learned).value = NAN; },
                    [](JournalContent& j) { event_of(j, EventKind::learned).value = INFINITY; },
                    [](JournalContent& j) { j.trials.clear(); },
                    [](JournalContent& j) { j.trials[0].evaluation.trial = 1000; },
                    [](JournalContent& j) {
                        // learned twice
                        j.events.push_back(event_of(j, EventKind::learned));
                        j.events.back().sequence = static_cast<std::int64_t>(j.events.size()) - 1;
                    }));

}  // namespace
}  // namespace metaqnn
