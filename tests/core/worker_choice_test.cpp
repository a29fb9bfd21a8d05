// Which worker gets a trial after deaths of trainers.
#include "core/worker_choice.hpp"

#include <gtest/gtest.h>

#include "tests/core/scripted_pool.hpp"

namespace metaqnn {
namespace {

constexpr int workers = 3;

class WorkerChoiceTest : public testing::Test {
  protected:
    WorkerChoiceTest() {
        while (pool.idle() < workers) pool.wait(std::chrono::milliseconds(0));
    }
    void occupy(std::int32_t worker) { pool.submit(Trial{}, worker); }
    std::vector<std::int32_t> answered(std::int32_t worker, TrialId trial) {
        Evaluation evaluation;
        evaluation.trial = trial;
        evaluation.worker = worker;
        return choice.ended(evaluation);
    }
    std::vector<std::int32_t> killed_again(std::int32_t worker, TrialId trial) {
        Evaluation evaluation;
        evaluation.trial = trial;
        evaluation.worker = worker;
        evaluation.trainer_died = true;
        return choice.ended(evaluation);
    }

    ScriptedPool pool{workers, 1, [](const Trial&) { return Evaluation{}; }};
    WorkerChoice choice{workers};
};

using Numbers = std::vector<std::int32_t>;

TEST_F(WorkerChoiceTest, TakesAnIdleWorker) {
    EXPECT_EQ(choice.choose(pool), 0);
    occupy(0);
    EXPECT_EQ(choice.choose(pool), 1);
    occupy(1);
    occupy(2);
    EXPECT_EQ(choice.choose(pool), std::nullopt);
}

TEST_F(WorkerChoiceTest, GivesATrialToAnotherWorkerOnly) {
    choice.died(0, 7);
    EXPECT_EQ(choice.choose(pool, 0), 1);
    occupy(1);
    EXPECT_EQ(choice.choose(pool, 0), 2);
    occupy(2);
    EXPECT_EQ(choice.choose(pool, 0), std::nullopt);
    EXPECT_EQ(choice.choose(pool), 0) << "one death is no reason to rest";
}

TEST_F(WorkerChoiceTest, GivesItToTheSameWorkerIfNoOtherIsLeft) {
    choice.died(0, 7);
    pool.lost.insert(1);
    pool.lost.insert(2);
    EXPECT_EQ(choice.choose(pool, 0), 0);
}

TEST_F(WorkerChoiceTest, WaitsForTheWorkersWithFewestDeaths) {
    choice.died(0, 7);
    choice.died(1, 8);
    EXPECT_EQ(choice.choose(pool, 0), 2);
    occupy(2);
    EXPECT_EQ(choice.choose(pool, 0), std::nullopt);
    choice.died(2, 9);
    EXPECT_EQ(choice.choose(pool, 0), 1);
    answered(0, 10);
    EXPECT_EQ(choice.choose(pool, 1), 0);
}

TEST_F(WorkerChoiceTest, GivesNothingNewToAWorkerWhileTwoOfItsTrialsAreDoubtful) {
    choice.died(0, 7);
    choice.died(0, 8);
    EXPECT_EQ(choice.choose(pool), 1);
    occupy(1);
    occupy(2);
    EXPECT_EQ(choice.choose(pool), std::nullopt);
    killed_again(1, 7);  // the network was to blame
    EXPECT_EQ(choice.choose(pool), 0);
}

TEST_F(WorkerChoiceTest, GivesAWorkerUpAfterThreeTrialsThatOthersAnswered) {
    for (const TrialId trial : {7, 8}) {
        choice.died(0, trial);
        EXPECT_EQ(answered(1, trial), Numbers{});
    }
    EXPECT_EQ(choice.choose(pool), 0);
    choice.died(0, 9);
    EXPECT_EQ(answered(1, 9), Numbers{0});
    EXPECT_EQ(choice.choose(pool), 1);
    EXPECT_EQ(choice.choose(pool, 1), 2);
}

TEST_F(WorkerChoiceTest, TakesTheGivenUpBackWhenNoOtherIsLeft) {
    for (const TrialId trial : {7, 8, 9}) {
        choice.died(0, trial);
        answered(1, trial);
    }
    pool.lost.insert(2);
    EXPECT_EQ(choice.choose(pool), 1);
    pool.lost.insert(1);
    EXPECT_EQ(choice.choose(pool), 0);
    EXPECT_EQ(choice.choose(pool, 0), 0);
}

TEST_F(WorkerChoiceTest, ForgetsDeathsAfterAnAnswer) {
    for (TrialId trial = 0; trial < 20; trial += 2) {
        choice.died(0, trial);
        EXPECT_EQ(answered(1, trial), Numbers{});
        if (trial % 4 == 2) {
            EXPECT_EQ(answered(0, trial + 1), Numbers{});
        }
    }
}

TEST_F(WorkerChoiceTest, BlamesEachWorkerThatATrialKilledBeforeItsAnswer) {
    for (const TrialId trial : {7, 8, 9}) {
        choice.died(0, trial);
        choice.died(1, trial);
        EXPECT_EQ(answered(2, trial), trial == 9 ? (Numbers{0, 1}) : Numbers{});
    }
    EXPECT_EQ(choice.choose(pool), 2);
}

}  // namespace
}  // namespace metaqnn
