// A run folder has one writer.
#include "io/run_lock.hpp"

#include "core/error.hpp"
#include "tests/io/child.hpp"
#include "tests/io/damage.hpp"
#include "tests/io/folder.hpp"

namespace metaqnn {
namespace {

using test::expect_parts;
using test::message_of;

class RunLocks : public test::Folder {};

TEST_F(RunLocks, KeepASecondWriterOutAndNameTheFirst) {
    const RunLock lock(folder_.string());
    EXPECT_TRUE(lock.held());
    expect_parts(message_of<ConfigError>([&] { RunLock second(folder_.string()); }),
                 folder_.string(), "in use by another search", "host ",
                 "process " + std::to_string(getpid()));
}

TEST_F(RunLocks, EndWithTheirLife) {
    { const RunLock lock(folder_.string()); }
    EXPECT_TRUE(RunLock(folder_.string()).held());
}

TEST_F(RunLocks, EndWithTheDeathOfTheProcess) {
    const test::Child holder([&](const test::Child::Tell& tell) {
        const RunLock lock(folder_.string());
        tell(1);
        pause();
    });
    ASSERT_EQ(holder.next(0), 1);
    EXPECT_THROW(RunLock(folder_.string()), ConfigError);
    holder.kill();
    holder.wait();
    EXPECT_TRUE(RunLock(folder_.string()).held());
}

TEST_F(RunLocks, AreNotInheritedByPrograms) {
    const RunLock lock(folder_.string());
    EXPECT_EQ(std::system(("ls -l /proc/self/fd | grep -q " + path(".lock")).c_str()) >> 8, 1);
}

TEST_F(RunLocks, DoNotOverwriteWhatALinkLeadsTo) {
    test::write_bytes(path("precious"), "text");
    std::filesystem::create_symlink(path("precious"), path(".lock"));
    expect_parts(message_of<ConfigError>([&] { RunLock lock(folder_.string()); }), ".lock",
                 "symbolic links");
    EXPECT_EQ(test::bytes_of_file(path("precious")), "text");
}

TEST_F(RunLocks, NeedAFolder) {
    expect_parts(message_of<ConfigError>([&] { RunLock lock(path("nowhere")); }), "nowhere",
                 "No such file or directory", "choose a folder");
}

}  // namespace
}  // namespace metaqnn
