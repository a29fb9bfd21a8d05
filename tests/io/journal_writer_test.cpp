// What is appended to a journal comes back, over sessions, failures and locks.
#include "io/journal_writer.hpp"

#include <cmath>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <sys/resource.h>
#include <unistd.h>

#include "core/error.hpp"
#include "tests/io/child.hpp"
#include "tests/io/folder.hpp"
#include "tests/io/rows.hpp"

namespace metaqnn {
namespace {

using test::a_run;
using test::a_trial;
using test::an_episode;
using test::an_epoch;
using test::append_result;
using test::describe_slot;
using test::expect_parts;
using test::message_of;

class Journals : public test::Folder {
  protected:
    std::string file_ = path("run.h5");

    std::unique_ptr<JournalWriter> create() const {
        return JournalWriter::create(file_, a_run(), describe_slot);
    }
    JournalWriter::Resumed resume() const {
        return JournalWriter::resume(file_, a_run(), describe_slot);
    }
    void create_with(std::int64_t results) const {
        const auto writer = create();
        for (std::int64_t i = 0; i < results; ++i) append_result(*writer, i);
        writer->flush();
    }
};

TEST_F(Journals, GiveBackEveryRowOfEveryTable) {
    const EventRow event{0, 1.25, EventKind::proposed, 0, -1, 0.0};
    const EventRow other{1, 2.5, EventKind::worker_ready, -1, 3, -7.5};
    const EventRow learned{2, 3.5, EventKind::learned, 0, 3, 0.25};
    const EventRow last{3, 4.5, EventKind::paused, -1, -1, 0.0};
    {
        const auto writer = create();
        EXPECT_EQ(writer->caution(), "");
        writer->append(event);
        writer->append(other);
        writer->append(learned);
        writer->append(last);
        writer->append(an_episode(0));
        writer->append(a_trial(0));
        writer->append(an_epoch(0));
        writer->append(QRow{1, 0.9, {17, 0.625}});
        writer->append(LedgerRow{-1, "training", 2.75});
        writer->append(TestRow{0, 0.875});
        writer->flush();
    }
    const JournalFile journal = read_journal(file_);
    EXPECT_EQ(journal.run, a_run());
    EXPECT_TRUE(journal.sessions.empty());
    EXPECT_EQ(journal.cut_events, 0);
    const JournalContent& content = journal.content;
    EXPECT_EQ(content.events, (std::vector<EventRow>{event, other, learned, last}));
    EXPECT_EQ(content.episodes, std::vector<EpisodeRow>{an_episode(0)});
    EXPECT_EQ(content.trials, std::vector<TrialRow>{a_trial(0)});
    EXPECT_EQ(content.epochs, std::vector<EpochReport>{an_epoch(0)});
    ASSERT_EQ(content.q_values.size(), 1u);
    EXPECT_EQ(content.q_values[0].step, 1);
    EXPECT_EQ(content.q_values[0].epsilon, 0.9);
    EXPECT_EQ(content.q_values[0].q, (QValue{17, 0.625}));
    ASSERT_EQ(content.ledger.size(), 1u);
    EXPECT_EQ(content.ledger[0].worker, -1);
    EXPECT_EQ(content.ledger[0].category, "training");
    EXPECT_EQ(content.ledger[0].seconds, 2.75);
    ASSERT_EQ(content.tests.size(), 1u);
    EXPECT_EQ(content.tests[0].trial, 0);
    EXPECT_EQ(content.tests[0].accuracy, 0.875);
}

TEST_F(Journals, KeepEveryKindStatusAndNovelty) {
    {
        const auto writer = create();
        for (std::uint8_t i = 0; i < 10; ++i) {
            EventRow row{i, 0.0, static_cast<EventKind>(i), 0, 0, 0.0};
            writer->append(row);
        }
        for (std::uint8_t i = 0; i < 3; ++i) {
            EpisodeRow row = an_episode(i);
            row.novelty = static_cast<Novelty>(i);
            row.reward = std::nan("");
            writer->append(row);
        }
        for (std::uint8_t i = 0; i < 6; ++i) {
            TrialRow row = a_trial(0);
            row.evaluation.status = static_cast<Status>(i);
            writer->append(row);
        }
        writer->flush();
    }
    const JournalContent content = read_journal(file_).content;
    ASSERT_EQ(content.events.size(), 10u);
    for (std::uint8_t i = 0; i < 10; ++i) {
        EXPECT_EQ(content.events[i].kind, static_cast<EventKind>(i));
    }
    ASSERT_EQ(content.episodes.size(), 1u) << "one was proposed";
    EXPECT_TRUE(std::isnan(content.episodes[0].reward));
    ASSERT_EQ(content.trials.size(), 6u);
    for (std::uint8_t i = 0; i < 6; ++i) {
        EXPECT_EQ(content.trials[i].evaluation.status, static_cast<Status>(i));
    }
}

TEST_F(Journals, AppendOverChunksAndBlocks) {
    create_with(5000);
    const JournalContent content = read_journal(file_).content;
    ASSERT_EQ(content.events.size(), 10000u);
    ASSERT_EQ(content.trials.size(), 5000u);
    for (std::size_t i = 0; i < 5000; ++i) {
        ASSERT_EQ(content.trials[i], a_trial(static_cast<TrialId>(i)));
        ASSERT_EQ(content.episodes[i], an_episode(static_cast<std::int64_t>(i)));
    }
}

TEST_F(Journals, RewriteNothingThatCrossesAPage) {
    // A write that crosses pages may be cut by a kill. Signatures of what HDF5 rewrites when a
    // table grows: headers of objects and the blocks of a table's index (file format, III and IV).
    constexpr std::size_t page = 4096;
    create_with(2000);
    std::ifstream stream(file_, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    int found = 0;
    for (const std::string signature : {"OHDR", "EAHD", "EAIB", "EASB", "EADB"}) {
        for (std::size_t at = bytes.find(signature); at != std::string::npos;
             at = bytes.find(signature, at + 1)) {
            const bool root_group = at < page;
            EXPECT_TRUE(root_group || at % page == 0) << signature << " at " << at;
            ++found;
        }
    }
    EXPECT_GT(found, 7 + 4 * 3) << "seven tables, of which four have an index";
}

TEST_F(Journals, LoseOnlyWhatWasNotFlushed) {
    {
        const auto writer = create();
        append_result(*writer, 0);
        writer->flush();
        append_result(*writer, 1);
    }
    EXPECT_EQ(read_journal(file_).content.trials.size(), 1u);
}

TEST_F(Journals, KeepAConfigurationOfAnyLength) {
    RunDescription run = a_run();
    run.configuration.assign(300'000, 'x');
    run.job_id.clear();
    JournalWriter::create(file_, run, describe_slot);
    EXPECT_EQ(read_latest_description(file_), run);
    std::filesystem::remove(file_);
    run.configuration.clear();
    JournalWriter::create(file_, run, describe_slot);
    EXPECT_EQ(read_latest_description(file_), run);
}

TEST_F(Journals, ShortenMessagesAtAWholeCharacterAndRefuseLongNetworks) {
    const auto writer = create();
    TrialRow row = a_trial(0);
    row.evaluation.message = std::string(schema::message_bytes - 1, 'm') + "ü";
    writer->append(an_episode(0));
    writer->append(EventRow{0, 0.0, EventKind::proposed, 0, -1, 0.0});
    writer->append(row);
    row.architecture = std::string(schema::architecture_bytes + 1, 'a');
    expect_parts(message_of<ConfigError>([&] { writer->append(row); }), "513 bytes", "max_depth");
    writer->flush();
    const JournalContent content = read_journal(file_).content;
    ASSERT_EQ(content.trials.size(), 1u);
    EXPECT_EQ(content.trials[0].evaluation.message, std::string(schema::message_bytes - 1, 'm'));
}

TEST_F(Journals, GoOnInLaterSessions) {
    create_with(3);
    RunDescription second = a_run();
    second.configuration = "[search]\ntrials = 200\n";
    {
        const JournalWriter::Resumed resumed = JournalWriter::resume(file_, second, describe_slot);
        EXPECT_EQ(resumed.found.content.trials.size(), 3u);
        append_result(*resumed.writer, 3);
        resumed.writer->flush();
    }
    EXPECT_EQ(resume().found.sessions, std::vector<RunDescription>{second});
    const JournalFile journal = read_journal(file_);
    EXPECT_EQ(journal.run, a_run());
    EXPECT_EQ(journal.sessions, (std::vector<RunDescription>{second, a_run()}));
    ASSERT_EQ(journal.content.trials.size(), 4u);
    EXPECT_EQ(journal.content.trials[3], a_trial(3));
}

TEST_F(Journals, CutWhatADeadWriterLeftWithoutItsPartners) {
    {
        const auto writer = create();
        append_result(*writer, 0);
        writer->append(a_trial(1));  // its episode is missing
        writer->append(an_episode(1));
        writer->append(an_episode(2));  // its event is missing
        writer->append(EventRow{2, 0.0, EventKind::proposed, 1, -1, 1.0});
        writer->append(EventRow{3, 0.0, EventKind::learned, 7, -1, 0.5});  // no such trial
        writer->append(EventRow{4, 0.0, EventKind::paused});
        writer->flush();
    }
    const JournalWriter::Resumed resumed = resume();
    EXPECT_EQ(resumed.found.cut_events, 2);
    EXPECT_EQ(resumed.found.content.events.size(), 3u);
    EXPECT_EQ(resumed.found.content.episodes.size(), 2u);
    EXPECT_EQ(resumed.found.content.trials.size(), 2u) << "trial 1 waits for being learned";
    resumed.writer->append(EventRow{3, 0.0, EventKind::learned, 1, 2, 0.25});
    resumed.writer->append(an_episode(2));
    resumed.writer->append(EventRow{4, 0.0, EventKind::proposed, 2, -1, 2.0});
    resumed.writer->flush();
    const JournalFile journal = read_journal(file_);
    EXPECT_EQ(journal.cut_events, 0);
    EXPECT_EQ(journal.content.events.size(), 5u);
    EXPECT_EQ(journal.content.episodes.size(), 3u);
}

TEST_F(Journals, BelongToOneWriter) {
    const auto writer = create();
    const std::string message = message_of<ConfigError>([&] { resume(); });
    expect_parts(message, folder_.string(), "in use by another search", "host ",
                 "process " + std::to_string(getpid()));
}

TEST_F(Journals, AreNotReplaced) {
    create_with(1);
    expect_parts(message_of<ConfigError>([&] { create(); }), file_, "exists");
    EXPECT_EQ(read_journal(file_).content.trials.size(), 1u);
}

TEST_F(Journals, NeedAFolder) {
    const std::string nowhere = path("nowhere/run.h5");
    expect_parts(
        message_of<ConfigError>([&] { JournalWriter::create(nowhere, a_run(), describe_slot); }),
        "nowhere", "No such file or directory");
}

TEST_F(Journals, RefuseARowThatIsATest) {
    const auto writer = create();
    TrialRow row = a_trial(0);
    row.evaluation.task = Task::test;
    EXPECT_THROW(writer->append(row), LogicError);
}

/// In a child whose files must not grow beyond a limit, as on a full disk: appends results until a
/// flush fails, and sees that every later one fails too. Results that were flushed before.
std::int64_t results_until_disk_is_full(const std::string& file, rlim_t limit) {
    const test::Child child([&](const test::Child::Tell& tell) {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit bound{limit, limit};
        setrlimit(RLIMIT_FSIZE, &bound);
        const auto writer = JournalWriter::create(file, a_run(), describe_slot);
        const std::string message = message_of<IoError>([&] {
            for (std::int64_t i = 0; i < 100'000; ++i) {
                append_result(*writer, i);
                writer->flush();
                tell(i + 1);
            }
        });
        expect_parts(message, file, "File too large");
        expect_parts(message_of<IoError>([&] { writer->flush(); }), "an earlier write failed");
        if (::testing::Test::HasFailure()) throw std::runtime_error("see above");
    });
    const std::int64_t flushed = child.last(0);
    EXPECT_EQ(child.wait(), 0);
    return flushed;
}

TEST_F(Journals, HoldWhatWasFlushedBeforeTheDiskWasFull) {
    for (rlim_t limit = 600'000; limit < 1'200'000; limit += 37'123) {
        const std::string file = path("run" + std::to_string(limit) + ".h5");
        const std::int64_t flushed = results_until_disk_is_full(file, limit);
        ASSERT_GT(flushed, 0);
        const JournalContent content = read_journal(file).content;
        ASSERT_GE(static_cast<std::int64_t>(content.trials.size()), flushed) << "limit " << limit;
        ASSERT_GE(static_cast<std::int64_t>(content.events.size()), 2 * flushed);
        for (std::int64_t i = 0; i < flushed; ++i) {
            ASSERT_EQ(content.trials[static_cast<std::size_t>(i)], a_trial(i));
        }
        const auto resumed = JournalWriter::resume(file, a_run(), describe_slot);
        EXPECT_EQ(resumed.found.content.trials.size(), content.trials.size());
    }
}

}  // namespace
}  // namespace metaqnn
