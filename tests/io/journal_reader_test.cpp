// Reading a journal that is being written, whose writer was killed, or that is not what it should
// be.
#include "io/journal_reader.hpp"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "core/error.hpp"
#include "core/random.hpp"
#include "io/attributes.hpp"
#include "tests/io/child.hpp"
#include "tests/io/damage.hpp"
#include "tests/io/folder.hpp"
#include "tests/io/rows.hpp"

namespace metaqnn {
namespace {

using test::a_run;
using test::a_trial;
using test::append_result;
using test::Child;
using test::describe_slot;
using test::expect_parts;
using test::message_of;

/// Appends and flushes results from `first` on, up to `results` of them; tells each.
void write_results(JournalWriter& writer, std::int64_t first, std::int64_t results,
                   const Child::Tell& tell) {
    for (std::int64_t i = first; i < first + results; ++i) {
        append_result(writer, i);
        writer.flush();
        tell(i + 1);
    }
}

/// Goes on where a killed writer ended, perhaps between the tables: `results` more of them.
void resume_results(const JournalWriter::Resumed& resumed, std::int64_t results,
                    const Child::Tell& tell) {
    const JournalContent& content = resumed.found.content;
    auto next = static_cast<std::int64_t>(content.events.size()) / 2;
    if (content.events.size() % 2 == 1) {  // proposed, not learned
        if (static_cast<std::int64_t>(content.trials.size()) == next) {
            resumed.writer->append(a_trial(next));
        }
        resumed.writer->append(EventRow{2 * next + 1, 0.0, EventKind::learned, next, 2, 0.25});
        ++next;
    }
    write_results(*resumed.writer, next, results, tell);
}

void expect_whole(const JournalContent& content, std::int64_t at_least) {
    ASSERT_GE(static_cast<std::int64_t>(content.trials.size()), at_least);
    ASSERT_GE(static_cast<std::int64_t>(content.events.size()), 2 * at_least);
    for (std::size_t i = 0; i < content.trials.size(); ++i) {
        ASSERT_EQ(content.trials[i], a_trial(static_cast<TrialId>(i)));
    }
}

/// Reads all rows of each file with h5py; fails unless as many results as told are there.
const std::string read_with_h5py = R"(
import sys, zlib, h5py
for argument in sys.argv[1:]:
    name, results = argument.rsplit("=", 1)
    with h5py.File(name, "r", swmr=True) as file:
        events, trials = file["events"][:], file["trials"][:]
        assert len(trials) >= int(results) and len(events) >= 2 * int(results), name
        assert (trials["trial"] == range(len(trials))).all(), name
        assert (events["sequence"] == range(len(events))).all(), name
        assert all(text == b"[C(64,3,1), SM(10)]" for text in trials["architecture"]), name
        assert trials["weights_stored"].dtype == bool, name
        for rows in events, trials:
            assert all(zlib.crc32(row.tobytes()[:-4]) == row["checksum"] for row in rows[:99]), name
        assert file["events"].attrs["unit:seconds"].decode() == "s", name
        assert file["configuration"].asstr()[()].startswith("[run]"), name
)";

class Readers : public test::Folder {
  protected:
    std::string file_ = path("run.h5");

    void create_with(std::int64_t results) const {
        const auto writer = JournalWriter::create(file_, a_run(), describe_slot);
        write_results(*writer, 0, results, [](std::int64_t) {});
    }
};

TEST_F(Readers, FollowALiveWriter) {
    const Child writer([&](const Child::Tell& tell) {
        const auto journal = JournalWriter::create(file_, a_run(), describe_slot);
        write_results(*journal, 0, 3000, tell);
    });
    int reads = 0;
    for (std::int64_t told = writer.next(0); told != 0; told = writer.next(0)) {
        if (told % 200 != 0) continue;
        expect_whole(read_journal(file_).content, told);
        ++reads;
    }
    EXPECT_EQ(writer.wait(), 0);
    EXPECT_EQ(reads, 15);
}

TEST_F(Readers, InPythonFollowALiveWriter) {
    if (test::python().empty()) GTEST_SKIP() << "no .venv";
    const auto journal = JournalWriter::create(file_, a_run(), describe_slot);
    write_results(*journal, 0, 100, [](std::int64_t) {});
    int code = -1;
    std::atomic<bool> reading = true;
    std::thread reader([&] {
        for (int i = 0; i < 3 && code != 1; ++i) {
            code = test::run_python(read_with_h5py, file_ + "=100");
        }
        reading = false;
    });
    std::int64_t results = 100;
    while (reading) write_results(*journal, results++, 1, [](std::int64_t) {});
    reader.join();
    EXPECT_EQ(code, 0);
    EXPECT_GT(results, 200) << "nothing was written meanwhile";
}

TEST_F(Readers, FindEverythingFlushedAfterTheWriterWasKilled) {
    constexpr int kills = 20;
    Rng random(20);
    std::string arguments;
    for (int i = 0; i < kills; ++i) {
        const std::string file = path("run" + std::to_string(i) + ".h5");
        const Child writer([&](const Child::Tell& tell) {
            const auto journal = JournalWriter::create(file, a_run(), describe_slot);
            write_results(*journal, 0, 1'000'000, tell);
        });
        ASSERT_EQ(writer.next(0), 1);
        std::this_thread::sleep_for(std::chrono::microseconds(random.below(60'000)));
        writer.kill();
        const std::int64_t flushed = writer.last(1);
        EXPECT_EQ(writer.wait(), -1);

        expect_whole(read_journal(file).content, flushed);
        auto resumed = JournalWriter::resume(file, a_run(), describe_slot);
        const auto found = static_cast<std::int64_t>(resumed.found.content.trials.size());
        resume_results(resumed, 70, [](std::int64_t) {});
        resumed.writer.reset();
        expect_whole(read_journal(file).content, found + 70);
        arguments += file + "=" + std::to_string(found + 70) + " ";
    }
    if (test::python().empty()) return;
    EXPECT_EQ(test::run_python(read_with_h5py, arguments), 0);
}

TEST_F(Readers, FindEverythingAfterAResumeWasKilledAtAnyMoment) {
    create_with(100);
    Rng random(21);
    std::int64_t flushed = 100;
    for (int i = 0; i < 20; ++i) {
        const Child writer([&](const Child::Tell& tell) {
            for (;;) {
                const auto resumed = JournalWriter::resume(file_, a_run(), describe_slot);
                resume_results(resumed, 1, tell);
            }
        });
        std::this_thread::sleep_for(std::chrono::microseconds(random.below(30'000)));
        writer.kill();
        flushed = writer.last(flushed);
        writer.wait();
        expect_whole(read_journal(file_).content, flushed);
    }
    if (test::python().empty()) return;
    EXPECT_EQ(test::run_python(read_with_h5py, file_ + "=" + std::to_string(flushed)), 0);
}

TEST_F(Readers, MendInMemoryWhatAWriterWithoutSwmrLeft) {
    create_with(10);
    const Child writer([&](const Child::Tell& tell) {
        const h5::File file = h5::open_file(file_, h5::Access::read_write);
        TableWriter<TestRow> tests(open_table<TestRow>(file));
        for (TrialId trial = 0; trial < 1000; ++trial) {
            tests.add({trial % 10, 0.5});
            tests.write();
            h5::check(H5Fflush(file.id(), H5F_SCOPE_LOCAL), "flush", file_);
        }
        tell(1);
        pause();
    });
    ASSERT_EQ(writer.next(0), 1);
    writer.kill();
    writer.wait();
    const auto changed = std::filesystem::last_write_time(file_);
    EXPECT_THROW(h5::open_file(file_, h5::Access::read_live), IoError) << "not what is tested";
    const JournalContent content = read_journal(file_).content;
    expect_whole(content, 10);
    EXPECT_EQ(content.tests.size(), 1000u);
    EXPECT_EQ(std::filesystem::last_write_time(file_), changed);
    JournalWriter::resume(file_, a_run(), describe_slot);
    EXPECT_EQ(read_journal(file_).content.tests.size(), 1000u);
}

TEST_F(Readers, SayWhatAFileIsThatIsNoJournal) {
    expect_parts(message_of<ConfigError>([&] { read_journal(file_); }), "no journal", file_);
    std::ofstream(file_) << "some text";
    expect_parts(message_of<IoError>([&] { read_journal(file_); }), file_, "signature");
    { const h5::File other = h5::create_file(file_); }
    expect_parts(message_of<ConfigError>([&] { read_journal(file_); }), file_, "'format'");
}

TEST_F(Readers, RefuseASchemaFromTheFutureWithARemedy) {
    create_with(1);
    {
        const h5::File file = h5::open_file(file_, h5::Access::read_write);
        h5::check(H5Adelete(file.id(), "schema_version"), "change", file_);
        h5::write_integer(file.id(), "schema_version", schema::version + 1, file_);
    }
    const std::string message = message_of<ConfigError>([&] { read_journal(file_); });
    expect_parts(message, file_, "schema version 4", "use the metaqnn that wrote it");
    EXPECT_EQ(
        message_of<ConfigError>([&] { JournalWriter::resume(file_, a_run(), describe_slot); }),
        message);
}

/// Replaces the dataset of a table by one that `make` makes under its name.
template <class Make>
void replace_table(const std::string& path, const char* name, Make make) {
    const h5::File file = h5::open_file(path, h5::Access::read_write);
    h5::check(H5Ldelete(file.id(), name, H5P_DEFAULT), "delete", path);
    make(file);
}

TEST_F(Readers, NameATableThatIsMissing) {
    create_with(1);
    replace_table(file_, "trials", [](const h5::File&) {});
    expect_parts(message_of<ConfigError>([&] { read_journal(file_); }), file_, "no table trials");
}

TEST_F(Readers, NameATableWithoutColumns) {
    create_with(1);
    replace_table(file_, "trials", [](const h5::File& file) {
        const hsize_t rows = 3;
        const h5::Dataspace space(H5Screate_simple(1, &rows, nullptr), "make", "space");
        const h5::Dataset dataset(H5Dcreate2(file.id(), "trials", H5T_NATIVE_DOUBLE, space.id(),
                                             H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                                  "make", "dataset");
    });
    expect_parts(message_of<ConfigError>([&] { read_journal(file_); }), "table trials",
                 "no columns");
}

TEST_F(Readers, NameAColumnThatIsMissingOrOfAnotherType) {
    create_with(1);
    const auto make = [](hid_t accuracy_type) {
        return [accuracy_type](const h5::File& file) {
            TableFile::create(file, "tests", "",
                              {{"trial", "1", "", H5T_NATIVE_INT64, 8},
                               {"accuracy", "1", "", accuracy_type, H5Tget_size(accuracy_type)}});
        };
    };
    replace_table(file_, "tests", make(H5T_NATIVE_FLOAT));
    expect_parts(message_of<ConfigError>([&] { read_journal(file_); }), "table tests",
                 "column accuracy has the wrong type");
    replace_table(file_, "tests", [](const h5::File& file) {
        TableFile::create(file, "tests", "", {{"trial", "1", "", H5T_NATIVE_INT64, 8}});
    });
    expect_parts(message_of<ConfigError>([&] { read_journal(file_); }), "table tests",
                 "column accuracy is missing");
}

TEST_F(Readers, RefuseMoreRowsThanTheFileCanHold) {
    create_with(1);
    {
        const h5::File file = h5::open_file(file_, h5::Access::read_write);
        const h5::Dataset dataset(H5Dopen2(file.id(), "epochs", H5P_DEFAULT), "open", file_);
        const hsize_t rows = hsize_t{1} << 50;
        h5::check(H5Dset_extent(dataset.id(), &rows), "extend", file_);
    }
    expect_parts(message_of<ConfigError>([&] { read_journal(file_); }), "table epochs",
                 "do not fit", "repair");
}

TEST_F(Readers, NameTheRowOfAValueThatIsNone) {
    create_with(3);
    const std::size_t kind = 16;  // after sequence and seconds
    {
        const h5::File file = h5::open_file(file_, h5::Access::read_write);
        const h5::Dataset dataset(H5Dopen2(file.id(), "events", H5P_DEFAULT), "open", file_);
        const h5::Datatype type(H5Dget_type(dataset.id()), "read", file_);
        std::vector<unsigned char> rows(6 * H5Tget_size(type.id()));
        h5::check(H5Dread(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, rows.data()),
                  "read", file_);
        rows[4 * H5Tget_size(type.id()) + kind] = 200;
        h5::check(H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, rows.data()),
                  "write", file_);
    }
    expect_parts(message_of<ConfigError>([&] { read_journal(file_); }), "table events", "row 4",
                 "checksum", "metaqnn repair");
}

/// A journal that lost its power: a copy of the file of a living writer, then damaged. Reading it
/// must give rows of the beginning, at least `at_least` results, or say what is damaged.
class LostPower : public Readers {
  protected:
    static constexpr std::int64_t results_ = 1500;

    LostPower() {
        const auto writer = JournalWriter::create(file_, a_run(), describe_slot);
        write_results(*writer, 0, results_ - 200, [](std::int64_t) {});
        safe_ = test::bytes_of_file(file_).size();
        write_results(*writer, results_ - 200, 200, [](std::int64_t) {});
        bytes_ = test::bytes_of_file(file_);
    }
    /// @return results read, -1 if the reader refused
    std::int64_t read_damaged(const std::string& bytes) const {
        const std::string copy = path("copy.h5");
        test::write_bytes(copy, bytes);
        try {
            const JournalContent content = read_journal(copy).content;
            expect_whole(content, 0);
            return static_cast<std::int64_t>(content.trials.size());
        } catch (const Error& error) {
            expect_parts(error.what(), copy);
            return -1;
        }
    }

    std::size_t safe_ = 0;
    std::string bytes_;
};

TEST_F(LostPower, IsReadOrToldWhereverTheFileEnds) {
    Rng random(31);
    ASSERT_EQ(read_damaged(bytes_), results_);
    for (int i = 0; i < 60; ++i) {
        const std::size_t length = safe_ + random.below(bytes_.size() - safe_);
        EXPECT_LE(read_damaged(bytes_.substr(0, length)), results_);
    }
}

TEST_F(LostPower, IsReadOrToldWhicheverPagesAreZero) {
    constexpr std::size_t page = 4096;
    constexpr std::size_t lost = std::size_t{1} << 20U;
    Rng random(32);
    int read = 0;
    for (int i = 0; i < 60; ++i) {
        std::string bytes = bytes_;
        const std::uint64_t one_in = 1 + random.below(200);  // all pages to a few
        for (std::size_t at = bytes.size() - lost; at < bytes.size(); at += page) {
            if (random.below(one_in) == 0) {
                std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                            std::min(page, bytes.size() - at), '\0');
            }
        }
        const std::int64_t found = read_damaged(bytes);
        EXPECT_LE(found, results_);
        if (found >= 0) ++read;
    }
    EXPECT_GT(read, 0);
}

TEST_F(Readers, RefuseATruncatedFileWithoutCrashing) {
    create_with(200);
    const auto size = static_cast<std::int64_t>(std::filesystem::file_size(file_));
    for (std::int64_t bytes = size - 1000; bytes > 0; bytes -= size / 23) {
        std::filesystem::resize_file(file_, static_cast<std::uintmax_t>(bytes));
        try {
            expect_whole(read_journal(file_).content, 0);
        } catch (const Error& error) {
            expect_parts(error.what(), file_);
        }
    }
}

}  // namespace
}  // namespace metaqnn
