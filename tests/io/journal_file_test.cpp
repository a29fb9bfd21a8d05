// Opening journals in the states that writers leave them in.
#include "io/journal_file.hpp"

#include <filesystem>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/error.hpp"
#include "io/attributes.hpp"
#include "io/schema.hpp"
#include "tests/io/child.hpp"
#include "tests/io/folder.hpp"

namespace metaqnn {
namespace {

using test::expect_parts;
using test::message_of;

class JournalFiles : public test::Folder {
  protected:
    std::string file_ = path("run.h5");

    JournalFiles() { make(); }
    void make() const {
        const h5::File file = h5::create_file(file_, journal_access());
        h5::write_text(file.id(), "format", schema::format, file_);
        h5::write_integer(file.id(), "schema_version", schema::version, file_);
    }
    void open_and_die(h5::Access access) const {
        const test::Child writer([&](const test::Child::Tell& tell) {
            const h5::File file = h5::open_file(file_, access, journal_access());
            tell(1);
            pause();
        });
        ASSERT_EQ(writer.next(0), 1);
        writer.kill();
        writer.wait();
    }
};

TEST_F(JournalFiles, OpenToReadWhileTheyAreWritten) {
    const LiveFile live = open_live(file_);
    EXPECT_EQ(live.caution, "");
    const test::Child reader([&](const test::Child::Tell&) {
        // Another process: HDF5 would find the file open in this one.
        if (!test::python().empty()) {
            const std::string program = "import sys, h5py; h5py.File(sys.argv[1], swmr=True)";
            if (test::run_python(program, file_) != 0) throw std::runtime_error("not readable");
        }
        std::_Exit(0);  // without closing what belongs to the parent
    });
    EXPECT_EQ(reader.wait(), 0);
}

TEST_F(JournalFiles, OpenToWriteAfterAReaderThatJustOpensThem) {
    const test::Child reader([&](const test::Child::Tell& tell) {
        const int descriptor = ::open(file_.c_str(), O_RDONLY);
        ::flock(descriptor, LOCK_SH);
        tell(1);
        ::usleep(300'000);
    });
    ASSERT_EQ(reader.next(0), 1);
    EXPECT_EQ(open_live(file_).caution, "");
    reader.wait();
}

TEST_F(JournalFiles, OpenToReadAfterAKill) {
    for (const h5::Access access : {h5::Access::write_live, h5::Access::read_write}) {
        make();
        open_and_die(access);
        EXPECT_THROW(h5::open_file(file_, h5::Access::read), IoError) << "not what is tested";
        EXPECT_EQ(schema_version_of(open_to_read(file_)), schema::version);
    }
}

TEST_F(JournalFiles, AreNotMendedToBeRead) {
    open_and_die(h5::Access::read_write);
    const auto changed = std::filesystem::last_write_time(file_);
    open_to_read(file_);
    EXPECT_EQ(std::filesystem::last_write_time(file_), changed);
    EXPECT_THROW(h5::open_file(file_, h5::Access::read), IoError);
}

TEST_F(JournalFiles, OfAnotherFormatAreRefused) {
    const std::string other = path("other.h5");
    {
        const h5::File file = h5::create_file(other);
        h5::write_text(file.id(), "format", "metaqnn weights", other);
    }
    expect_parts(message_of<ConfigError>([&] { open_to_read(other); }), other, "no journal",
                 "'metaqnn weights'");
}

}  // namespace
}  // namespace metaqnn
