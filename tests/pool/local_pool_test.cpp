// Tests of the watched trainer processes, with real ones that sleep, crash, hang and are killed.
#include "pool/local_pool.hpp"

#include <filesystem>

#include <gtest/gtest.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.hpp"
#include "pool/made_trainer.hpp"
#include "tests/support/processes.hpp"
#include "tests/support/run_trials.hpp"
#include "wire/file_descriptor.hpp"

namespace metaqnn {
namespace {

using namespace std::chrono_literals;

constexpr double long_sleep = 1e6;

LocalPool pool_of(int workers, double sleep_seconds = 0.005, double epoch_seconds = 0.0) {
    TrainerSetup setup;
    setup.sleep_seconds = sleep_seconds;
    LocalPoolSettings settings;
    settings.command = {METAQNN_SLEEP_TRAINER};
    settings.workers = workers;
    settings.epoch_seconds = epoch_seconds;
    return {settings, setup};
}

/// A pool of one whose worker has begun a trial that would last for days.
class BusyPool {
  public:
    explicit BusyPool(LocalPoolSettings settings) : pool_(std::move(settings), setup()) {
        wait_until_idle(pool_, outcome_, 1);
        submit(pool_, made_trial(0));
    }
    LocalPool& pool() { return pool_; }
    Evaluation answer() {
        wait_until(pool_, outcome_, [](const Outcome& o) { return !o.evaluations.empty(); });
        return outcome_.evaluations.front();
    }

  private:
    static TrainerSetup setup() {
        TrainerSetup result;
        result.sleep_seconds = long_sleep;
        return result;
    }
    LocalPool pool_;
    Outcome outcome_;
};

/// The answer to the trial that METAQNN_FAULT names, number 1 of 0 to 4; all others must be well.
Evaluation faulty_answer(const Outcome& outcome) {
    EXPECT_EQ(trials_of(outcome), numbers(0, 5));
    Evaluation faulty;
    for (const Evaluation& evaluation : outcome.evaluations) {
        if (evaluation.trial == 1) {
            faulty = evaluation;
        } else {
            EXPECT_EQ(evaluation.status, Status::ok) << evaluation.message;
        }
    }
    return faulty;
}

TEST(LocalPool, AnswersEveryTrialOnce) {
    LocalPool pool = pool_of(3);
    EXPECT_EQ(pool.size(), 3);
    EXPECT_EQ(pool.idle(), 0);
    const Outcome outcome = run_trials(pool, 0, 30);
    EXPECT_EQ(trials_of(outcome), numbers(0, 30));
    for (const Evaluation& evaluation : outcome.evaluations) {
        EXPECT_EQ(evaluation.status, Status::ok);
        EXPECT_EQ(evaluation.accuracy, made_accuracy(made_trial(evaluation.trial).architecture));
        EXPECT_GE(evaluation.worker, 0);
        EXPECT_LT(evaluation.worker, 3);
        EXPECT_FALSE(evaluation.host.empty());
        EXPECT_EQ(evaluation.device, "none");
    }
    EXPECT_EQ(outcome.epochs.size(), 150U);
    EXPECT_TRUE(outcome.restarts.empty());
    EXPECT_TRUE(pool.wait(100ms).empty());
}

TEST(LocalPool, ReplacesATrainerThatCrashes) {
    const ScopedVariable fault("METAQNN_FAULT", "crash:1");
    LocalPool pool = pool_of(1);
    const Outcome outcome = run_trials(pool, 0, 5);
    const Evaluation faulty = faulty_answer(outcome);
    EXPECT_EQ(faulty.status, Status::crashed);
    EXPECT_TRUE(faulty.trainer_died);
    EXPECT_EQ(faulty.message, "killed by signal 6 (Aborted)");
    ASSERT_EQ(outcome.restarts.size(), 1U);
    EXPECT_EQ(outcome.restarts.front().worker, 0);
    EXPECT_EQ(outcome.ready.size(), 2U);
    EXPECT_EQ(children().size(), 1U);
}

TEST(LocalPool, ReplacesATrainerThatHangs) {
    const ScopedVariable fault("METAQNN_FAULT", "hang:1");
    LocalPool pool = pool_of(1, 0.005, 1.0);
    const Stopwatch watch;
    const Outcome outcome = run_trials(pool, 0, 5);
    EXPECT_GE(watch.seconds(), 1.0);
    const Evaluation faulty = faulty_answer(outcome);
    EXPECT_EQ(faulty.status, Status::timeout);
    EXPECT_FALSE(faulty.trainer_died);
    EXPECT_FALSE(faulty.message.empty());
    EXPECT_EQ(outcome.restarts.size(), 1U);
    EXPECT_EQ(children().size(), 1U);
}

TEST(LocalPool, KeepsATrainerThatRunsOutOfMemory) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "the sanitizer ends a process that has no memory left";
#endif
    const ScopedVariable fault("METAQNN_FAULT", "memory:1");
    LocalPool pool = pool_of(1);
    const Outcome outcome = run_trials(pool, 0, 5);
    EXPECT_EQ(faulty_answer(outcome).status, Status::out_of_memory);
    EXPECT_FALSE(faulty_answer(outcome).trainer_died);
    EXPECT_TRUE(outcome.restarts.empty());
}

TEST(LocalPool, ReplacesATrainerThatSomebodyKills) {
    BusyPool busy({.command = {METAQNN_SLEEP_TRAINER}});
    const std::vector<pid_t> before = children();
    ASSERT_EQ(before.size(), 1U);
    ::kill(before.front(), SIGKILL);
    const Evaluation evaluation = busy.answer();
    EXPECT_EQ(evaluation.trial, 0);
    EXPECT_EQ(evaluation.status, Status::crashed);
    EXPECT_EQ(evaluation.message,
              "killed by signal 9 (Killed), perhaps by the kernel: out of memory");
    EXPECT_EQ(evaluation.device, "none");
    EXPECT_GT(evaluation.seconds, 0.0);
    Outcome outcome;
    wait_until_idle(busy.pool(), outcome, 1);
    const std::vector<pid_t> after = children();
    ASSERT_EQ(after.size(), 1U);
    EXPECT_NE(after.front(), before.front());
}

TEST(LocalPool, StopsAllTrialsWithinASecond) {
    LocalPool pool = pool_of(3, long_sleep);
    Outcome outcome;
    wait_until_idle(pool, outcome, 3);
    for (TrialId id = 0; id < 3; ++id) submit(pool, made_trial(id));
    outcome.add(pool.wait(50ms));
    EXPECT_TRUE(outcome.evaluations.empty());
    const Stopwatch watch;
    pool.stop();
    wait_until(pool, outcome, [](const Outcome& o) { return o.evaluations.size() == 3; });
    EXPECT_LT(watch.seconds(), 1.0);
    EXPECT_EQ(trials_of(outcome), numbers(0, 3));
    for (const Evaluation& e : outcome.evaluations) EXPECT_EQ(e.status, Status::stopped);
    EXPECT_TRUE(outcome.restarts.empty());
    EXPECT_EQ(pool.idle(), 3);
}

TEST(LocalPool, KillsATrainerThatDoesNotStop) {
    const ScopedVariable fault("METAQNN_FAULT", "hang:0");
    BusyPool busy({.command = {METAQNN_SLEEP_TRAINER}, .stop_seconds = 0.2});
    busy.pool().stop();
    const Evaluation evaluation = busy.answer();
    EXPECT_EQ(evaluation.status, Status::stopped);
    EXPECT_EQ(evaluation.message, "did not end when asked to; killed");
}

TEST(LocalPool, NamesAProgramThatIsMissing) {
    try {
        LocalPool pool({.command = {"/no/such/trainer"}, .workers = 2}, TrainerSetup{});
        FAIL() << "it started";
    } catch (const IoError& error) {
        EXPECT_NE(std::string(error.what()).find("/no/such/trainer"), std::string::npos);
    }
    EXPECT_TRUE(children().empty());
}

TEST(LocalPool, GivesUpAProgramThatEndsAtOnceThreeTimes) {
    LocalPool pool({.command = {"/bin/false"}}, TrainerSetup{});
    Outcome outcome;
    try {
        wait_until_idle(pool, outcome, 1);
        FAIL() << "it works";
    } catch (const IoError& error) {
        EXPECT_STREQ(error.what(),
                     "no trainer can be brought to work (/bin/false: exited with code 1)");
    }
    EXPECT_EQ(outcome.restarts.size(), 3U);
    EXPECT_EQ(outcome.lost.size(), 1U);
    EXPECT_EQ(pool.idle(), 0);
    EXPECT_TRUE(children().empty());
}

TEST(LocalPool, TellsWhatHasEndedBeforeItGivesUp) {
    const ScopedVariable fault("METAQNN_FAULT", "crash:0");
    const std::filesystem::path program =
        std::filesystem::temp_directory_path() / ("metaqnn-trainer-" + std::to_string(::getpid()));
    std::filesystem::copy_file(METAQNN_SLEEP_TRAINER, program);
    LocalPool pool({.command = {program.string()}}, TrainerSetup{});
    Outcome outcome;
    wait_until_idle(pool, outcome, 1);
    std::filesystem::remove(program);
    submit(pool, made_trial(0));
    EXPECT_THROW(wait_until(pool, outcome, [](const Outcome&) { return false; }), IoError);
    ASSERT_EQ(outcome.evaluations.size(), 1U);
    EXPECT_EQ(outcome.evaluations.front().status, Status::crashed);
    EXPECT_EQ(outcome.lost.size(), 1U);
}

TEST(LocalPool, GivesUpATrainerThatNeverBecomesReady) {
    const ScopedVariable fault("METAQNN_FAULT", "slow:0");
    LocalPool pool({.command = {METAQNN_SLEEP_TRAINER}, .start_seconds = 0.1}, TrainerSetup{});
    Outcome outcome;
    try {
        wait_until_idle(pool, outcome, 1);
        FAIL() << "it works";
    } catch (const IoError& error) {
        EXPECT_NE(std::string(error.what()).find("not ready within the limit; killed"),
                  std::string::npos);
    }
    EXPECT_TRUE(children().empty());
}

TEST(LocalPool, PassesOnWhyATrainerCannotStart) {
    const ScopedVariable fault("METAQNN_FAULT", "start:0");
    LocalPool pool({.command = {METAQNN_SLEEP_TRAINER}}, TrainerSetup{});
    Outcome outcome;
    try {
        wait_until_idle(pool, outcome, 1);
        FAIL() << "it works";
    } catch (const IoError& error) {
        EXPECT_NE(std::string(error.what()).find("cannot start (METAQNN_FAULT)"),
                  std::string::npos);
    }
}

TEST(LocalPool, WorksOnWhenAProgramCannotBeStartedAnew) {
    const std::filesystem::path program =
        std::filesystem::temp_directory_path() / ("metaqnn-link-" + std::to_string(::getpid()));
    std::filesystem::create_symlink(METAQNN_SLEEP_TRAINER, program);
    const ScopedVariable fault("METAQNN_FAULT", "crash:1");
    TrainerSetup setup;
    setup.sleep_seconds = 0.005;
    LocalPool pool({.command = {program}, .workers = 2}, setup);
    Outcome outcome;
    wait_until_idle(pool, outcome, 2);
    std::filesystem::remove(program);
    outcome = run_trials(pool, 0, 5);
    EXPECT_EQ(faulty_answer(outcome).status, Status::crashed);
    EXPECT_EQ(pool.idle(), 1);
    EXPECT_EQ(children().size(), 1U);
}

TEST(LocalPool, WorksOnWithoutAWorkerThatIsGivenUp) {
    // The first worker's trainer ends at once, as a process with a broken GPU would.
    TrainerSetup setup;
    setup.sleep_seconds = 0.005;
    const std::string once = "mkdir \"$0\" 2>/dev/null && exec \"$1\"; echo no device; exit 1";
    const std::filesystem::path lock =
        std::filesystem::temp_directory_path() / ("metaqnn-once-" + std::to_string(::getpid()));
    LocalPool pool({.command = {"/bin/sh", "-c", once, lock, METAQNN_SLEEP_TRAINER}, .workers = 2},
                   setup);
    const Outcome outcome = run_trials(pool, 0, 200);
    std::filesystem::remove(lock);
    EXPECT_EQ(trials_of(outcome), numbers(0, 200));
    EXPECT_EQ(outcome.ready.size(), 1U);
    ASSERT_EQ(outcome.restarts.size(), 3U);
    EXPECT_EQ(outcome.restarts.front().message, "exited with code 1: no device");
    ASSERT_EQ(outcome.lost.size(), 1U);
    EXPECT_EQ(outcome.lost.front().message, "exited with code 1: no device");
    EXPECT_EQ(children().size(), 1U);
}

// The second process holds the channel and what is printed open for ten seconds.
TEST(LocalPool, ReplacesATrainerWhoseChannelAnotherProcessHolds) {
    for (const char* fault : {"crash:1", "hang:1"}) {
        const ScopedVariable variable("METAQNN_FAULT", fault);
        TrainerSetup setup;
        setup.sleep_seconds = 0.005;
        LocalPoolSettings settings;
        settings.command = {"/bin/sh", "-c", "setsid sleep 10 & exec \"$0\"",
                            METAQNN_SLEEP_TRAINER};
        settings.epoch_seconds = 0.5;
        const auto begin = std::chrono::steady_clock::now();
        {
            LocalPool pool(settings, setup);
            const Outcome outcome = run_trials(pool, 0, 5);
            EXPECT_EQ(faulty_answer(outcome).status,
                      fault[0] == 'c' ? Status::crashed : Status::timeout);
            EXPECT_EQ(outcome.restarts.size(), 1U);
        }
        EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(6)) << fault;
    }
}

/// Holds the death of a process back, as a device can: its parent is told when the object goes.
class HeldDeath {
  public:
    explicit HeldDeath(pid_t process) {
        wire::DescriptorPair begun = wire::make_pipe();
        wire::DescriptorPair end = wire::make_pipe();
        tracer_ = ::fork();
        char byte = 0;
        if (tracer_ == 0) {
            ::close(end.second.number());
            const char holds = ::ptrace(PTRACE_SEIZE, process, nullptr, nullptr) == 0 ? 1 : 0;
            const bool told = ::write(begun.second.number(), &holds, 1) == 1;
            while (told && ::read(end.first.number(), &byte, 1) < 0) {
            }
            ::_exit(0);
        }
        holds_ = ::read(begun.first.number(), &byte, 1) == 1 && byte == 1;
        end_ = std::move(end.second);
    }
    HeldDeath(const HeldDeath&) = delete;
    HeldDeath& operator=(const HeldDeath&) = delete;
    ~HeldDeath() {
        end_ = wire::FileDescriptor();
        ::waitpid(tracer_, nullptr, 0);
    }
    /// False if the system does not allow it.
    bool holds() const { return holds_; }

  private:
    pid_t tracer_ = -1;
    bool holds_ = false;
    wire::FileDescriptor end_;
};

class SlowDeath : public testing::Test {
  protected:
    static LocalPool pool_of_one(double death_seconds) {
        TrainerSetup setup;
        setup.sleep_seconds = 0.005;
        LocalPoolSettings settings;
        settings.command = {METAQNN_SLEEP_TRAINER};
        settings.epoch_seconds = 0.5;
        settings.death_seconds = death_seconds;
        return {settings, setup};
    }
    void hang(LocalPool& pool) {
        wait_until_idle(pool, outcome, 1);
        trainer = children().at(0);
        submit(pool, made_trial(0));
    }
    void wait_for_answer(LocalPool& pool) {
        wait_until(pool, outcome, [](const Outcome& o) { return !o.evaluations.empty(); });
    }

    const ScopedVariable fault{"METAQNN_FAULT", "hang:0"};
    Outcome outcome;
    pid_t trainer = -1;
};

TEST_F(SlowDeath, IsWaitedForBeforeTheNextTrainerStarts) {
    LocalPool pool = pool_of_one(30.0);
    hang(pool);
    auto death = std::make_unique<HeldDeath>(trainer);
    if (!death->holds()) GTEST_SKIP() << "the system allows no tracer";
    const double before = processor_seconds();
    const Stopwatch watch;
    while (watch.seconds() < 2.0) outcome.add(pool.wait(100ms));
    EXPECT_TRUE(outcome.evaluations.empty()) << "it may still hold its device";
    EXPECT_LT(processor_seconds() - before, 0.5) << "it waits without spinning";
    death.reset();
    wait_for_answer(pool);
    EXPECT_EQ(outcome.evaluations.front().status, Status::timeout);
    EXPECT_EQ(outcome.evaluations.front().message, "no sign of life within the limit; killed");
    EXPECT_EQ(trials_of(run_trials(pool, 1, 3)), numbers(1, 3));
    EXPECT_EQ(children().size(), 1U);
}

TEST_F(SlowDeath, IsNotWaitedForForEverAndLeavesNoZombie) {
    LocalPool pool = pool_of_one(0.5);
    hang(pool);
    auto death = std::make_unique<HeldDeath>(trainer);
    if (!death->holds()) GTEST_SKIP() << "the system allows no tracer";
    wait_for_answer(pool);
    const Evaluation& answer = outcome.evaluations.front();
    EXPECT_EQ(answer.status, Status::timeout);
    EXPECT_NE(answer.message.find("does not end although it was killed"), std::string::npos);
    EXPECT_EQ(answer.message.find("memory"), std::string::npos);
    EXPECT_TRUE(exists(trainer));
    EXPECT_EQ(trials_of(run_trials(pool, 1, 3)), numbers(1, 3));
    death.reset();
    pool.wait(0ms);
    EXPECT_FALSE(exists(trainer));
}

TEST(LocalPool, EndsWhatATrainerHasBegun) {
    const ScopedVariable fault("METAQNN_FAULT", "crash:1");
    const std::filesystem::path name =
        std::filesystem::temp_directory_path() / ("metaqnn-helper-" + std::to_string(::getpid()));
    TrainerSetup setup;
    setup.sleep_seconds = 0.005;
    LocalPool pool({.command = {"/bin/sh", "-c", "sleep 1000 & echo $! >> \"$0\"; exec \"$1\"",
                                name, METAQNN_SLEEP_TRAINER}},
                   setup);
    run_trials(pool, 0, 5);
    pid_t helper = -1;
    std::ifstream(name) >> helper;
    std::filesystem::remove(name);
    ASSERT_GT(helper, 0);
    const Stopwatch watch;
    while (exists(helper) && watch.seconds() < 5.0) pool.wait(10ms);
    EXPECT_FALSE(exists(helper));
}

TEST(LocalPool, LeavesNoProcessBehind) {
    const ScopedVariable fault("METAQNN_FAULT", "hang:0");
    std::vector<pid_t> processes;
    {
        LocalPool pool = pool_of(3, long_sleep);
        Outcome outcome;
        wait_until_idle(pool, outcome, 3);
        submit(pool, made_trial(0));  // hangs: must be killed
        submit(pool, made_trial(1));  // in work: ends when asked
        pool.wait(50ms);
        processes = children();
        ASSERT_EQ(processes.size(), 3U);
    }
    EXPECT_TRUE(children().empty());
    for (const pid_t process : processes) EXPECT_FALSE(exists(process));
}

TEST(LocalPool, WaitsWithoutSpinning) {
    LocalPool pool = pool_of(2, long_sleep);
    Outcome outcome;
    wait_until_idle(pool, outcome, 2);
    submit(pool, made_trial(0));
    const double before = processor_seconds();
    EXPECT_TRUE(pool.wait(1000ms).empty());
    EXPECT_LT(processor_seconds() - before, 0.02);
}

TEST(LocalPool, RefusesATrialThatNoWorkerCanTake) {
    LocalPool pool = pool_of(1);
    EXPECT_THROW(submit(pool, made_trial(0)), LogicError);
}

}  // namespace
}  // namespace metaqnn
