// Tests of one trainer process: real programs, started and ended.
#include "pool/trainer_process.hpp"

#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/support/processes.hpp"

namespace metaqnn {
namespace {

/// Waits until the process has closed its end, reading all that it says.
std::vector<wire::Message> hear_out(TrainerProcess& process) {
    std::vector<wire::Message> messages;
    const Stopwatch watch;
    while (!process.ended()) {
        if (watch.seconds() > 60.0) throw std::runtime_error("the process did not end");
        process.drain_output();
        while (auto message = process.poll()) messages.push_back(std::move(*message));
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    process.drain_output();
    return messages;
}

/// The last line that a shell command prints.
std::string line_of(const char* command) {
    TrainerProcess process({"/bin/sh", "-c", command});
    hear_out(process);
    return process.last_line();
}

TEST(TrainerProcess, SpeaksWithItsProgram) {
    TrainerProcess process({METAQNN_SLEEP_TRAINER});
    EXPECT_TRUE(process.send(TrainerSetup{}));
    EXPECT_TRUE(process.send(wire::Shutdown{}));
    const std::vector<wire::Message> messages = hear_out(process);
    ASSERT_EQ(messages.size(), 1U);
    EXPECT_EQ(std::get<wire::Ready>(messages.front()).device, "none");
    const ProcessEnd end = process.reap();
    EXPECT_FALSE(end.killed);
    EXPECT_EQ(end.text, "exited with code 0");
}

TEST(TrainerProcess, NamesAProgramThatCannotBeStarted) {
    try {
        TrainerProcess process({"/no/such/program"});
        FAIL() << "it started";
    } catch (const IoError& error) {
        EXPECT_STREQ(error.what(), "cannot start /no/such/program (No such file or directory)");
    }
    EXPECT_TRUE(children().empty());
}

TEST(TrainerProcess, TellsTheExitCodeAndTheLastLineOfEitherOutput) {
    TrainerProcess process({"/bin/sh", "-c", "echo first; echo last words >&2; exit 3"});
    hear_out(process);
    EXPECT_EQ(process.last_line(), "last words");
    const ProcessEnd end = process.reap();
    EXPECT_FALSE(end.killed);
    EXPECT_EQ(end.text, "exited with code 3");
}

TEST(TrainerProcess, TellsTheSignalThatEndedIt) {
    TrainerProcess process({"/bin/sh", "-c", "kill -SEGV $$"});
    hear_out(process);
    const ProcessEnd end = process.reap();
    EXPECT_FALSE(end.killed);
    EXPECT_EQ(end.text, "killed by signal 11 (Segmentation fault)");
}

TEST(TrainerProcess, CanBeKilled) {
    TrainerProcess process({"/bin/sleep", "1000"});
    process.kill();
    const ProcessEnd end = process.reap();
    EXPECT_TRUE(end.killed);
    EXPECT_EQ(end.text, "killed by signal 9 (Killed)");
    EXPECT_TRUE(children().empty());
    EXPECT_THROW(process.reap(), LogicError);
}

TEST(TrainerProcess, IsEndedByTheDestructor) {
    { TrainerProcess process({"/bin/sleep", "1000"}); }
    EXPECT_TRUE(children().empty());
}

TEST(TrainerProcess, IsNeverHeldUpByWhatItPrints) {
    EXPECT_EQ(line_of("seq 1 200000; echo the end"), "the end");
}

TEST(TrainerProcess, RefusesToSendToOneThatHasEnded) {
    TrainerProcess process({"/bin/true"});
    hear_out(process);
    EXPECT_FALSE(process.send(TrainerSetup{}));
}

TEST(TrainerProcess, DoesNotSeeThatItRunsUnderMpi) {
    const ScopedVariable rank("OMPI_COMM_WORLD_RANK", "3");
    const ScopedVariable job("PMIX_RANK", "3");
    EXPECT_EQ(line_of("echo \"${OMPI_COMM_WORLD_RANK-none} ${PMIX_RANK-none}\""), "none none");
}

TEST(TrainerProcess, ComputesWithOneThreadUnlessToldOtherwise) {
    ::unsetenv("OMP_NUM_THREADS");
    EXPECT_EQ(line_of("echo $OMP_NUM_THREADS"), "1");
    const ScopedVariable threads("OMP_NUM_THREADS", "4");
    EXPECT_EQ(line_of("echo $OMP_NUM_THREADS"), "4");
}

TEST(TrainerProcess, InheritsNoFileThatThisProcessHasOpen) {
    const wire::FileDescriptor null(::open("/dev/null", O_RDONLY));
    const wire::FileDescriptor file(::fcntl(null.number(), F_DUPFD, 100));
    const std::string path = "/proc/self/fd/" + std::to_string(file.number());
    EXPECT_TRUE(std::filesystem::exists(path));
    EXPECT_EQ(line_of(("test -e " + path + " && echo inherited || echo closed").c_str()), "closed");
    EXPECT_EQ(line_of("test -e /proc/self/fd/3 && echo channel || echo none"), "channel");
}

}  // namespace
}  // namespace metaqnn
