// Tests of manager and workers together, on all ranks.
#include "mpi/mpi_pool.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <set>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "mpi/worker_rank.hpp"
#include "pool/local_pool.hpp"
#include "pool/made_trainer.hpp"
#include "pool/null_pool.hpp"
#include "tests/mpi/scripted_pools.hpp"
#include "tests/mpi/world.hpp"
#include "tests/support/processes.hpp"
#include "tests/support/run_trials.hpp"

namespace metaqnn {
namespace {

using namespace std::chrono_literals;
using PoolFactory = std::function<std::unique_ptr<EvaluatorPool>()>;

std::unique_ptr<EvaluatorPool> null_pool() { return std::make_unique<NullPool>(1, made_at_once); }

/// No rank begins a test before every rank has ended the one before.
class MpiPoolTest : public ::testing::Test {
  protected:
    MpiPoolTest() { MPI_Barrier(world().communicator()); }

    static int workers() { return world().size() - 1; }

    /// The manager does `manage`, every other rank works with the pool that it makes.
    static void run(const std::function<void(MpiPool&)>& manage, const PoolFactory& make_pool) {
        if (world().rank() != 0) {
            run_worker(world(), make_pool);
            return;
        }
        MpiPool pool(world());
        manage(pool);
    }
};

void expect_made_accuracies(const Outcome& outcome) {
    for (const Evaluation& evaluation : outcome.evaluations) {
        EXPECT_EQ(evaluation.status, Status::ok) << evaluation.message;
        EXPECT_EQ(evaluation.accuracy, made_accuracy(made_trial(evaluation.trial).architecture));
    }
}

TEST_F(MpiPoolTest, AnswersEveryTrialOnce) {
    run(
        [](MpiPool& pool) {
            EXPECT_EQ(pool.size(), workers());
            EXPECT_EQ(pool.idle(), 0);
            EXPECT_THROW(submit(pool, made_trial(0)), LogicError);
            Outcome started;
            wait_until_idle(pool, started, workers());
            EXPECT_EQ(started.ready.size(), static_cast<std::size_t>(workers()));
            const Outcome outcome = run_trials(pool, 0, 200);
            EXPECT_EQ(trials_of(outcome), numbers(0, 200));
            expect_made_accuracies(outcome);
            std::set<std::int32_t> used;
            for (const Evaluation& evaluation : outcome.evaluations) used.insert(evaluation.worker);
            EXPECT_EQ(used.size(), static_cast<std::size_t>(workers()));
        },
        null_pool);
}

TEST_F(MpiPoolTest, WorksOnWithoutAWorkerWhosePoolCannotBeMade) {
    if (workers() < 2) GTEST_SKIP() << "needs a second worker";
    run(
        [](MpiPool& pool) {
            Outcome started;
            wait_until(pool, started, [](const Outcome& o) { return !o.lost.empty(); });
            EXPECT_EQ(started.lost.front().worker, 0);
            EXPECT_EQ(started.lost.front().message, "rank 1 can do no more work: no GPU is left");
            const Outcome outcome = run_trials(pool, 0, 200);
            EXPECT_EQ(trials_of(outcome), numbers(0, 200));
            expect_made_accuracies(outcome);
            for (const Evaluation& evaluation : outcome.evaluations) {
                EXPECT_NE(evaluation.worker, 0);
            }
        },
        [] {
            if (world().rank() == 1) throw std::runtime_error("no GPU is left\nframe 0");
            return null_pool();
        });
}

TEST_F(MpiPoolTest, ReturnsTheTrialOfAWorkerThatBreaks) {
    if (workers() < 2) GTEST_SKIP() << "needs a second worker";
    run(
        [](MpiPool& pool) {
            Outcome started;
            wait_until_idle(pool, started, workers());
            ASSERT_EQ(submit(pool, made_trial(1000)), 0);
            Outcome outcome;
            wait_until(pool, outcome, [](const Outcome& o) { return !o.evaluations.empty(); });
            const Evaluation& lost = outcome.evaluations.front();
            EXPECT_EQ(lost.trial, 1000);
            EXPECT_EQ(lost.status, Status::stopped);
            EXPECT_EQ(lost.message, "rank 1 can do no more work: the device is lost");
            ASSERT_EQ(outcome.lost.size(), 1U);
            EXPECT_EQ(outcome.lost.front().worker, 0);
            EXPECT_EQ(trials_of(run_trials(pool, 0, 50)), numbers(0, 50));
            EXPECT_EQ(pool.idle(), workers() - 1);
        },
        []() -> std::unique_ptr<EvaluatorPool> {
            if (world().rank() == 1) return std::make_unique<BreakingPool>();
            return null_pool();
        });
}

TEST_F(MpiPoolTest, ReturnsEveryTrialBeforeItSaysThatAllWorkersBroke) {
    run(
        [](MpiPool& pool) {
            Outcome outcome;
            wait_until_idle(pool, outcome, workers());
            for (TrialId id = 0; id < workers(); ++id) submit(pool, made_trial(id));
            EXPECT_THROW(wait_until(pool, outcome, [](const Outcome&) { return false; }), IoError);
            EXPECT_EQ(trials_of(outcome), numbers(0, workers()));
            for (const Evaluation& lost : outcome.evaluations) {
                EXPECT_EQ(lost.status, Status::stopped);
            }
            EXPECT_EQ(outcome.lost.size(), static_cast<std::size_t>(workers()));
        },
        [] { return std::make_unique<BreakingPool>(); });
}

TEST_F(MpiPoolTest, SaysWhyWhenAllWorkersFail) {
    run(
        [](MpiPool& pool) {
            Outcome outcome;
            try {
                wait_until(pool, outcome, [](const Outcome&) { return false; });
                FAIL() << "they work";
            } catch (const IoError& error) {
                const std::string text = error.what();
                EXPECT_EQ(text.find("rank "), 0U) << text;
                EXPECT_NE(text.find(" can do no more work: no GPU here"), std::string::npos);
            }
            EXPECT_EQ(pool.idle(), 0);
        },
        []() -> std::unique_ptr<EvaluatorPool> { throw IoError("no GPU here"); });
}

/// Gives every worker a trial, stops them all and expects that they say so.
void stop_all(MpiPool& pool) {
    Outcome outcome;
    const int workers = pool.size();
    wait_until_idle(pool, outcome, workers);
    for (TrialId id = 0; id < workers; ++id) submit(pool, made_trial(id));
    outcome.add(pool.wait(50ms));
    EXPECT_TRUE(outcome.evaluations.empty());
    const Stopwatch watch;
    pool.stop();
    wait_until(pool, outcome, [workers](const Outcome& o) {
        return o.evaluations.size() == static_cast<std::size_t>(workers);
    });
    EXPECT_LT(watch.seconds(), 1.0);
    EXPECT_EQ(trials_of(outcome), numbers(0, workers));
    for (const Evaluation& e : outcome.evaluations) EXPECT_EQ(e.status, Status::stopped);
    EXPECT_EQ(pool.idle(), workers);
}

/// A pool of one real process that sleeps, or of the command given.
std::unique_ptr<EvaluatorPool> process_pool(const char* command) {
    TrainerSetup setup;
    setup.sleep_seconds = 0.005;
    LocalPoolSettings settings;
    settings.command = {command};
    settings.epoch_seconds = 2.0;
    return std::make_unique<LocalPool>(settings, setup);
}

TEST_F(MpiPoolTest, AnswersTheTrialsWhoseTrainersCrashAndHang) {
    const ScopedVariable fault("METAQNN_FAULT", "crash:7,hang:11");
    run(
        [](MpiPool& pool) {
            const Outcome outcome = run_trials(pool, 0, 40);
            EXPECT_EQ(trials_of(outcome), numbers(0, 40));
            for (const Evaluation& evaluation : outcome.evaluations) {
                const Status expected = evaluation.trial == 7    ? Status::crashed
                                        : evaluation.trial == 11 ? Status::timeout
                                                                 : Status::ok;
                EXPECT_EQ(evaluation.status, expected) << evaluation.trial;
            }
            EXPECT_EQ(outcome.restarts.size(), 2U);
        },
        [] { return process_pool(METAQNN_SLEEP_TRAINER); });
    EXPECT_TRUE(children().empty());
}

TEST_F(MpiPoolTest, SaysWhyWhenNoTrainerCanBeStarted) {
    const Stopwatch watch;
    run(
        [](MpiPool& pool) {
            Outcome outcome;
            try {
                wait_until(pool, outcome, [](const Outcome&) { return false; });
                FAIL() << "there is no such trainer";
            } catch (const IoError& error) {
                EXPECT_NE(std::string(error.what())
                              .find("cannot start /no/such/trainer (No such file or directory)"),
                          std::string::npos)
                    << error.what();
            }
        },
        [] { return process_pool("/no/such/trainer"); });
    EXPECT_LT(watch.seconds(), 10.0);
}

TEST_F(MpiPoolTest, StopsAllTrials) {
    run(stop_all, [] { return std::make_unique<EndlessPool>(); });
}

TEST_F(MpiPoolTest, StopsTrialsThatWaitForATrainer) {
    run(stop_all, [] { return std::make_unique<StartingPool>(); });
}

TEST_F(MpiPoolTest, EndsWhileWorkersAreBusy) {
    const Stopwatch watch;
    run(
        [](MpiPool& pool) {
            Outcome outcome;
            wait_until_idle(pool, outcome, workers());
            for (TrialId id = 0; id < workers(); ++id) submit(pool, made_trial(id));
        },
        [] { return std::make_unique<EndlessPool>(); });
    EXPECT_LT(watch.seconds(), 10.0);
}

TEST_F(MpiPoolTest, WaitsWithoutSpinning) {
    double used = 0.0;
    run(
        [&used](MpiPool& pool) {
            Outcome outcome;
            wait_until_idle(pool, outcome, workers());
            outcome.add(pool.wait(200ms));
            const double before = processor_seconds();
            EXPECT_TRUE(pool.wait(2000ms).empty());
            used = (processor_seconds() - before) / 2.0;
            std::printf("idle manager: %.1f %% of a core\n", 100.0 * used);
        },
        null_pool);
    EXPECT_LT(used, 0.05);
}

TEST_F(MpiPoolTest, AnswersSoonAfterALongIdleTime) {
    std::vector<double> seconds;
    run(
        [&seconds](MpiPool& pool) {
            Outcome outcome;
            wait_until_idle(pool, outcome, workers());
            for (TrialId id = 0; id < 25; ++id) {
                outcome.add(pool.wait(150ms));
                const Stopwatch watch;
                submit(pool, made_trial(id));
                const std::size_t wanted = outcome.evaluations.size() + 1;
                wait_until(pool, outcome,
                           [wanted](const Outcome& o) { return o.evaluations.size() == wanted; });
                seconds.push_back(watch.seconds());
            }
        },
        null_pool);
    if (world().rank() != 0) return;
    double sum = 0.0;
    for (const double s : seconds) sum += s;
    std::sort(seconds.begin(), seconds.end());
    std::printf("answer of an idle worker: median %.2f ms, mean %.2f ms, longest %.2f ms\n",
                1e3 * seconds[12], 1e3 * sum / 25.0, 1e3 * seconds.back());
    EXPECT_LT(seconds[12], 0.005);
}

}  // namespace
}  // namespace metaqnn
