// Tests of the workers that answer at once.
#include "pool/null_pool.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "pool/made_trainer.hpp"
#include "tests/support/run_trials.hpp"

namespace metaqnn {
namespace {

using namespace std::chrono_literals;

TEST(NullPool, AnnouncesEveryWorkerOnce) {
    NullPool pool(3, made_at_once);
    Outcome outcome;
    outcome.add(pool.wait(0ms));
    ASSERT_EQ(outcome.ready.size(), 3U);
    for (std::int32_t worker = 0; worker < 3; ++worker) {
        EXPECT_EQ(outcome.ready[static_cast<std::size_t>(worker)].worker, worker);
    }
    EXPECT_TRUE(pool.wait(0ms).empty());
}

TEST(NullPool, AnswersEveryTrialOnceWithItsMadeAccuracy) {
    NullPool pool(4, made_at_once);
    const Outcome outcome = run_trials(pool, 0, 200);
    EXPECT_EQ(trials_of(outcome), numbers(0, 200));
    for (const Evaluation& evaluation : outcome.evaluations) {
        EXPECT_EQ(evaluation.status, Status::ok);
        EXPECT_EQ(evaluation.accuracy, made_accuracy(made_trial(evaluation.trial).architecture));
    }
}

TEST(NullPool, TellsOfTheEpochsBeforeTheAnswer) {
    NullPool pool(2, [](const Trial&) { return RecordedTraining{0.75, 0.0, {0.25, 0.5}}; });
    pool.wait(0ms);
    const std::int32_t worker = submit(pool, made_trial(5));
    const std::vector<PoolEvent> events = pool.wait(0ms);
    ASSERT_EQ(events.size(), 3U);
    for (std::size_t i = 0; i < 2; ++i) {
        const auto& report = std::get<EpochReport>(events[i]);
        EXPECT_EQ(report.trial, 5);
        EXPECT_EQ(report.worker, worker);
        EXPECT_EQ(report.epoch, static_cast<std::int32_t>(i + 1));
        EXPECT_EQ(report.validation_accuracy, i == 0 ? 0.25 : 0.5);
        EXPECT_TRUE(std::isnan(report.validation_loss));
    }
    const auto& evaluation = std::get<Evaluation>(events[2]);
    EXPECT_EQ(evaluation.accuracy, 0.75);
    EXPECT_EQ(evaluation.epochs, 2);
}

TEST(NullPool, KeepsATrialsWorkerUntilItsAnswerIsTaken) {
    NullPool pool(2, made_at_once);
    pool.wait(0ms);
    const std::int32_t first = submit(pool, made_trial(0));
    const std::int32_t second = submit(pool, made_trial(1));
    EXPECT_NE(first, second);
    EXPECT_EQ(pool.idle(), 0);
    EXPECT_THROW(submit(pool, made_trial(2)), LogicError);
    Outcome outcome;
    outcome.add(pool.wait(0ms));
    ASSERT_EQ(outcome.evaluations.size(), 2U);
    EXPECT_EQ(outcome.evaluations[0].worker, first);
    EXPECT_EQ(outcome.evaluations[1].worker, second);
    EXPECT_EQ(pool.idle(), 2);
}

TEST(NullPool, NeedsAWorker) { EXPECT_THROW(NullPool(0, made_at_once), LogicError); }

}  // namespace
}  // namespace metaqnn
