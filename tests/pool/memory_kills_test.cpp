// Tests of the kernel's count of processes killed for want of memory, on made folders.
#include "pool/memory_kills.hpp"

#include <cstdlib>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace metaqnn {
namespace {

namespace fs = std::filesystem;

class MemoryKills : public ::testing::Test {
  protected:
    MemoryKills() {
        std::string name = (fs::temp_directory_path() / "metaqnn-groups-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw IoError("mkdtemp failed");
        root_ = name;
    }
    ~MemoryKills() override { fs::remove_all(root_); }

    void write(const fs::path& file, const std::string& text) const {
        fs::create_directories((root_ / file).parent_path());
        std::ofstream(root_ / file) << text;
    }
    std::int64_t count() const { return count_memory_kills(root_ / "groups", root_); }

    fs::path root_;
};

TEST_F(MemoryKills, AreReadFromTheGroupOfAJobStep) {
    write("groups", "0::/system.slice/job_1/step_0\n");
    write("memory.events", "oom 9\noom_kill 9\n");
    write("system.slice/job_1/step_0/memory.events", "low 0\nhigh 1\nmax 2\noom 3\noom_kill 4\n");
    EXPECT_EQ(count(), 4);
}

TEST_F(MemoryKills, AreReadFromTheMemoryControllerOfVersionOne) {
    write("groups", "5:devices:/\n4:cpu,memory:/slurm/job_7\n0::/\n");
    write("memory/slurm/job_7/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
    EXPECT_EQ(count(), 2);
}

TEST_F(MemoryKills, AreReadFromTheNearestGroupThatAContainerShows) {
    write("groups", "4:memory:/hidden/group\n");
    write("memory/memory.oom_control", "under_oom 0\noom_kill 5\n");
    EXPECT_EQ(count(), 5);
}

TEST_F(MemoryKills, AreNoneWhereTheKernelDoesNotSay) {
    EXPECT_EQ(count(), 0);
    write("groups", "0::/job\nnonsense\n");
    EXPECT_EQ(count(), 0);
}

}  // namespace
}  // namespace metaqnn
