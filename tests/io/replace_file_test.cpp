// Files that are there whole or not at all.
#include "io/replace_file.hpp"

#include <csignal>
#include <filesystem>

#include <sys/resource.h>

#include "core/error.hpp"
#include "io/attributes.hpp"
#include "tests/io/child.hpp"
#include "tests/io/folder.hpp"

namespace metaqnn {
namespace {

using test::expect_parts;
using test::message_of;

class ReplacedFiles : public test::Folder {
  protected:
    std::string file_ = path("file.h5");

    void replace(std::int64_t mark) const {
        replace_file(file_, [&](const h5::File& file) {
            h5::write_integer(file.id(), "mark", mark, file_);
        });
    }
    std::int64_t mark() const {
        return h5::read_integer(h5::open_file(file_, h5::Access::read).id(), "mark", file_);
    }
};

TEST_F(ReplacedFiles, TakeTheirNameWhenTheyAreWhole) {
    replace(1);
    EXPECT_EQ(mark(), 1);
    replace(2);
    EXPECT_EQ(mark(), 2);
    EXPECT_FALSE(std::filesystem::exists(path_beside(file_)));
}

TEST_F(ReplacedFiles, StayAsTheyWereIfAWriterFails) {
    replace(1);
    const auto broken = [&] {
        replace_file(file_, [&](const h5::File& file) {
            h5::write_integer(file.id(), "mark", std::int64_t{2}, file_);
            EXPECT_EQ(mark(), 1) << "the old file is there meanwhile";
            throw LogicError("on purpose");
        });
    };
    EXPECT_EQ(message_of<LogicError>(broken), "on purpose");
    EXPECT_EQ(mark(), 1);
    EXPECT_FALSE(std::filesystem::exists(path_beside(file_)));
}

TEST_F(ReplacedFiles, StayAsTheyWereIfTheDiskIsFullAtAnyByte) {
    replace(1);
    const auto size = static_cast<rlim_t>(std::filesystem::file_size(file_));
    for (rlim_t limit = 0; limit < size; limit += 97) {
        const test::Child child([&](const test::Child::Tell&) {
            std::signal(SIGXFSZ, SIG_IGN);
            const rlimit bound{limit, limit};
            setrlimit(RLIMIT_FSIZE, &bound);
            expect_parts(message_of<IoError>([&] { replace(2); }), file_, "File too large");
            if (::testing::Test::HasFailure()) throw std::runtime_error("see above");
        });
        ASSERT_EQ(child.wait(), 0) << "limit " << limit;
        EXPECT_EQ(mark(), 1);
        EXPECT_FALSE(std::filesystem::exists(path_beside(file_)));
    }
}

TEST_F(ReplacedFiles, NeedTheirFolder) {
    file_ = path("nowhere/file.h5");
    expect_parts(message_of<IoError>([&] { replace(1); }), file_, "No such file or directory");
}

}  // namespace
}  // namespace metaqnn
