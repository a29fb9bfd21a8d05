// Which rows hang together.
#include "io/consistency.hpp"

#include "core/error.hpp"
#include "tests/io/folder.hpp"
#include "tests/io/rows.hpp"

namespace metaqnn {
namespace {

using test::a_trial;
using test::an_episode;
using test::expect_parts;
using test::message_of;

/// Three results, each proposed and learned: six events.
JournalContent three_results() {
    JournalContent content;
    for (std::int64_t i = 0; i < 3; ++i) {
        content.episodes.push_back(an_episode(i));
        content.trials.push_back(a_trial(i));
        content.events.push_back({2 * i, 0.0, EventKind::proposed, i, -1, static_cast<double>(i)});
        content.events.push_back({2 * i + 1, 0.0, EventKind::learned, i, 0, 0.5});
    }
    return content;
}

void expect_rows(const JournalContent& content, std::int64_t events, std::int64_t episodes,
                 std::int64_t trials) {
    const ConsistentRows rows = consistent_rows(content);
    EXPECT_EQ(rows.events, events);
    EXPECT_EQ(rows.episodes, episodes);
    EXPECT_EQ(rows.trials, trials);
}

TEST(Consistency, KeepsAllOfAWholeJournal) {
    expect_rows(three_results(), 6, 3, 3);
    expect_rows({}, 0, 0, 0);
}

TEST(Consistency, CutsEventsThatSpeakOfMissingRows) {
    JournalContent content = three_results();
    content.trials.pop_back();
    expect_rows(content, 5, 3, 2);
    content = three_results();
    content.episodes.pop_back();
    expect_rows(content, 4, 2, 2);
    content = three_results();
    content.events[5].kind = EventKind::failed;
    content.trials.pop_back();
    expect_rows(content, 5, 3, 2);
}

TEST(Consistency, CutsEpisodesWithoutTheirEventButKeepsResults) {
    JournalContent content = three_results();
    content.events.pop_back();
    expect_rows(content, 5, 3, 3);
    content.events.pop_back();
    expect_rows(content, 4, 2, 2);
}

TEST(Consistency, EndsAtAGapOrARowOfZeros) {
    JournalContent content = three_results();
    content.events[3].sequence = 4;
    expect_rows(content, 3, 2, 2);
    content = three_results();
    content.episodes[1].step = 2;
    expect_rows(content, 2, 1, 1);
    content = three_results();
    content.trials[2] = TrialRow{};
    expect_rows(content, 5, 3, 2);
}

TEST(Consistency, EndsAtAStartWithAnImpossibleNumberOfWorkers) {
    JournalContent content = three_results();
    content.events.push_back({6, 0.0, EventKind::started, -1, -1, 8.0});
    expect_rows(content, 7, 3, 3);
    for (const double workers : {-1.0, 3e9, std::numeric_limits<double>::quiet_NaN()}) {
        content.events.back().value = workers;
        expect_rows(content, 6, 3, 3);
    }
}

TEST(Consistency, CountsNetworksNotEpisodes) {
    JournalContent content = three_results();
    content.episodes[2].novelty = Novelty::known;
    content.episodes[2].trial = 0;
    content.events[5] = {5, 0.0, EventKind::paused, -1, -1, 0.0};
    expect_rows(content, 6, 3, 2);
}

QRow value_at(std::int64_t step, SlotId slot) { return {step, 0.9, {slot, 0.6}}; }

TEST(Consistency, KeepsSnapshotsWithTheirEvents) {
    JournalContent content = three_results();
    content.episodes[2].epsilon = 0.5;  // a snapshot before it, at step 2
    content.events.push_back({6, 0.0, EventKind::paused});
    content.q_values = {value_at(2, 1), value_at(2, 4), value_at(3, 1), value_at(3, 4)};
    EXPECT_EQ(consistent_rows(content).q_values, 4);
    content.events.pop_back();
    EXPECT_EQ(consistent_rows(content).q_values, 2) << "the end of the session was cut";
    content.events.resize(4);
    EXPECT_EQ(consistent_rows(content).q_values, 0) << "the proposal was cut";
}

TEST(Consistency, TellsASnapshotFromTheNextOneAtTheSameStep) {
    JournalContent content = three_results();
    content.events.push_back({6, 0.0, EventKind::paused});
    content.q_values = {value_at(3, 1), value_at(3, 4), value_at(3, 1), value_at(3, 4)};
    EXPECT_EQ(consistent_rows(content).q_values, 2);
    content.events.push_back({7, 0.0, EventKind::started});
    content.events.push_back({8, 0.0, EventKind::finished});
    EXPECT_EQ(consistent_rows(content).q_values, 4);
}

TEST(Consistency, KeepsTheValuesThatASearchBeganWith) {
    JournalContent content = three_results();
    for (EpisodeRow& row : content.episodes) row.epsilon = 0.5;
    content.events.push_back({6, 0.0, EventKind::paused});
    content.q_values = {value_at(0, 1), value_at(0, 4), value_at(3, 1), value_at(3, 4)};
    EXPECT_EQ(consistent_rows(content).q_values, 4);
}

TEST(Consistency, CutsEpochsAndTestsOfWhatIsCut) {
    JournalContent content = three_results();
    for (const TrialId trial : {2, 0, 1, 2, 1}) {
        content.epochs.emplace_back().trial = trial;
        content.tests.push_back({trial, 0.5});
    }
    content.episodes.pop_back();  // of the third network
    EXPECT_EQ(cut_to_consistent(content, "RUN/run.h5"), 2);
    std::vector<TrialId> epochs;
    for (const EpochReport& row : content.epochs) epochs.push_back(row.trial);
    EXPECT_EQ(epochs, (std::vector<TrialId>{0, 1, 1}));
    std::vector<TrialId> tests;
    for (const TestRow& row : content.tests) tests.push_back(row.trial);
    EXPECT_EQ(tests, (std::vector<TrialId>{0, 1, 1}));
    // A network without a result is in training: its epochs stay.
    content.trials.pop_back();
    cut_to_consistent(content, "RUN/run.h5");
    EXPECT_EQ(content.epochs.size(), 3U);
    EXPECT_EQ(content.tests.size(), 1U);
}

TEST(Consistency, RefusesToCutMoreThanAFlush) {
    JournalContent content = three_results();
    for (std::int64_t i = 0; i < 10'000; ++i) content.events.push_back({9, 0.0, EventKind::paused});
    EXPECT_EQ(cut_to_consistent(content, "RUN/run.h5"), 10'000);
    content = three_results();
    for (std::int64_t i = 0; i < 10'001; ++i) content.events.push_back({9, 0.0, EventKind::paused});
    expect_parts(message_of<ConfigError>([&] { cut_to_consistent(content, "RUN/run.h5"); }),
                 "RUN/run.h5", "event 6 of 10007", "repair");
}

}  // namespace
}  // namespace metaqnn
