// Who tells when a job ends, and what they say.
#include "app/job_end.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdlib.h>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

namespace metaqnn {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr const char* job_of_slurm =
    "JobId=1 JobName=a Deadline=N/A StartTime=1795603077 EndTime=1795603197 SuspendTime=None\n";

// A variable of the environment for the time of a test.
class Variable {
  public:
    Variable(const char* name, const std::string& value) : name_(name) {
        const char* before = std::getenv(name);
        before_ = before == nullptr ? "" : before;
        ::setenv(name, value.c_str(), 1);
    }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
    ~Variable() {
        if (before_.empty()) {
            ::unsetenv(name_);
        } else {
            ::setenv(name_, before_.c_str(), 1);
        }
    }

  private:
    const char* name_;
    std::string before_;
};

std::int64_t unix_now() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

double seconds_until(const JobEnd& end) {
    return Seconds(end.time - std::chrono::steady_clock::now()).count();
}

// A scontrol that does what a shell script says, found before any other.
class Scontrol {
  public:
    explicit Scontrol(const std::string& script)
        : folder_(std::filesystem::temp_directory_path() /
                  ("metaqnn-scontrol-" + std::to_string(::getpid()))),
          path_("PATH", folder_.string() + ":" + std::getenv("PATH")) {
        std::filesystem::create_directories(folder_);
        std::ofstream(folder_ / "scontrol") << "#!/bin/sh\n" << script << "\n";
        std::filesystem::permissions(folder_ / "scontrol", std::filesystem::perms::owner_all);
    }
    Scontrol(const Scontrol&) = delete;
    Scontrol& operator=(const Scontrol&) = delete;
    ~Scontrol() { std::filesystem::remove_all(folder_); }

  private:
    std::filesystem::path folder_;
    Variable path_;
};

TEST(UnixSeconds, AreAWholeNumberAboveZero) {
    EXPECT_EQ(unix_seconds("1795603197"), 1795603197);
    for (const char* text : {"", "0", "-5", "12x", " 12", "1.5", "99999999999999999999"}) {
        EXPECT_FALSE(unix_seconds(text)) << text;
    }
}

TEST(EndTime, IsReadFromWhatSlurmPrints) {
    EXPECT_EQ(end_time(job_of_slurm), 1795603197);
    EXPECT_EQ(end_time("JobId=1 EndTime=1795603197"), 1795603197);
    EXPECT_EQ(end_time("JobId=1\n   StartTime=5 EndTime=7\n"), 7);
    for (const char* text : {"", "JobId=1 EndTime=Unknown Deadline=N/A", "JobId=1 EndTime=",
                             "JobId=1 XEndTime=5", "slurm_load_jobs error: Invalid job id"}) {
        EXPECT_FALSE(end_time(text)) << text;
    }
}

TEST(Reserve, IsAtMostAFifthOfTheLimit) {
    EXPECT_EQ(reserve_before(3600.0, 60.0), 60.0);
    EXPECT_EQ(reserve_before(300.0, 60.0), 60.0);
    EXPECT_EQ(reserve_before(60.0, 60.0), 12.0);
    EXPECT_EQ(reserve_before(60.0, 0.0), 0.0);
}

TEST(JobEnd, IsWhatTheOptionSaysBeforeAllElse) {
    const Variable variable("SLURM_JOB_END_TIME", std::to_string(unix_now() + 50));
    const TimePoint start{std::chrono::seconds(1000)};
    const auto end = find_job_end(start, 90.0, 30.0);
    ASSERT_TRUE(end);
    EXPECT_EQ(end->time, start + std::chrono::seconds(90));
    EXPECT_EQ(end->source, "--time-limit");
    EXPECT_FALSE(find_job_end(start, 0.0, 30.0));
}

TEST(JobEnd, IsWhatTheConfigurationSaysBeforeSlurm) {
    const Variable variable("SLURM_JOB_END_TIME", std::to_string(unix_now() + 50));
    const TimePoint start{std::chrono::seconds(1000)};
    const auto end = find_job_end(start, std::nullopt, 30.5);
    ASSERT_TRUE(end);
    EXPECT_EQ(end->time, start + std::chrono::milliseconds(30'500));
    EXPECT_EQ(end->source, "run.time_limit");
}

TEST(JobEnd, IsATimeOfTheSystemsClockIfSlurmSetsIt) {
    const Variable variable("SLURM_JOB_END_TIME", std::to_string(unix_now() + 500));
    const auto end = find_job_end({}, std::nullopt, 0.0);
    ASSERT_TRUE(end);
    EXPECT_NEAR(seconds_until(*end), 500.0, 2.0);
    EXPECT_EQ(end->source, "SLURM_JOB_END_TIME");
}

TEST(JobEnd, ThatIsOverIsNone) {
    const Variable job("SLURM_JOB_ID", "");
    const Variable variable("SLURM_JOB_END_TIME", std::to_string(unix_now() - 5));
    EXPECT_FALSE(find_job_end({}, std::nullopt, 0.0));
}

TEST(JobEnd, IsAskedOfScontrolInUnixSecondsOtherwise) {
    const Variable variable("SLURM_JOB_END_TIME", "");
    const Variable job("SLURM_JOB_ID", "17");
    const Scontrol scontrol(
        R"([ "$*" = "--oneliner show job 17" ] && [ "$SLURM_TIME_FORMAT" = %s ] &&
echo "JobId=17 StartTime=$(date +%s) EndTime=$(($(date +%s) + 300)) Deadline=N/A")");
    const auto end = find_job_end({}, std::nullopt, 0.0);
    ASSERT_TRUE(end);
    EXPECT_NEAR(seconds_until(*end), 300.0, 3.0);
    EXPECT_EQ(end->source, "scontrol");
}

TEST(JobEnd, IsNoneIfScontrolFailsOrKnowsNothing) {
    const Variable variable("SLURM_JOB_END_TIME", "");
    const Variable job("SLURM_JOB_ID", "17");
    for (const char* script : {"exit 1", "echo EndTime=Unknown", "kill -9 $$"}) {
        const Scontrol scontrol(script);
        EXPECT_FALSE(find_job_end({}, std::nullopt, 0.0)) << script;
    }
    const Variable other("SLURM_JOB_ID", "17; echo EndTime=9999999999");
    EXPECT_FALSE(find_job_end({}, std::nullopt, 0.0));
}

TEST(JobEnd, IsNotWaitedForLongerThanFiveSeconds) {
    const Variable variable("SLURM_JOB_END_TIME", "");
    const Variable job("SLURM_JOB_ID", "17");
    const Scontrol scontrol("exec sleep 60");
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_FALSE(find_job_end({}, std::nullopt, 0.0));
    EXPECT_LT(Seconds(std::chrono::steady_clock::now() - begin).count(), 20.0);
}

}  // namespace
}  // namespace metaqnn
