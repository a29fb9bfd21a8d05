// Tests of the workers that answer at once.
#include "pool/null_pool.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "pool/made_trainer.hpp"
#include "tests/support/run_trials.hpp"

namespace metaqnn {
namespace {

using namespace std::chrono_literals;

TEST(NullPool, AnnouncesEveryWorkerOnce) {
    NullPool pool(3);
    Outcome outcome;
    outcome.add(pool.wait(0ms));
    ASSERT_EQ(outcome.ready.size(), 3U);
    for (std::int32_t worker = 0; worker < 3; ++worker) {
        EXPECT_EQ(outcome.ready[static_cast<std::size_t>(worker)].worker, worker);
    }
    EXPECT_TRUE(pool.wait(0ms).empty());
}

TEST(NullPool, AnswersEveryTrialOnceWithItsMadeAccuracy) {
    NullPool pool(4);
    const Outcome outcome = run_trials(pool, 0, 200);
    EXPECT_EQ(trials_of(outcome), numbers(0, 200));
    for (const Evaluation& evaluation : outcome.evaluations) {
        EXPECT_EQ(evaluation.status, Status::ok);
        EXPECT_EQ(evaluation.accuracy, made_accuracy(made_trial(evaluation.trial).architecture));
    }
}

TEST(NullPool, KeepsATrialsWorkerUntilItsAnswerIsTaken) {
    NullPool pool(2);
    pool.wait(0ms);
    const std::int32_t first = pool.submit(made_trial(0));
    const std::int32_t second = pool.submit(made_trial(1));
    EXPECT_NE(first, second);
    EXPECT_EQ(pool.idle(), 0);
    EXPECT_THROW(pool.submit(made_trial(2)), LogicError);
    Outcome outcome;
    outcome.add(pool.wait(0ms));
    ASSERT_EQ(outcome.evaluations.size(), 2U);
    EXPECT_EQ(outcome.evaluations[0].worker, first);
    EXPECT_EQ(outcome.evaluations[1].worker, second);
    EXPECT_EQ(pool.idle(), 2);
}

TEST(NullPool, NeedsAWorker) { EXPECT_THROW(NullPool(0), LogicError); }

}  // namespace
}  // namespace metaqnn
