// Which worker gets a trial after deaths of trainers.
#include "core/worker_choice.hpp"

#include <gtest/gtest.h>

#include "tests/core/scripted_pool.hpp"

namespace metaqnn {
namespace {

constexpr int workers = 3;

using Numbers = std::vector<std::int32_t>;

class WorkerChoiceTest : public testing::Test {
  protected:
    void make_ready(int count) {
        while (pool.idle() < count) pool.wait(std::chrono::milliseconds(0));
    }
    void occupy(std::int32_t worker) { pool.submit(Trial{}, worker); }
    void end(std::int32_t worker, TrialId trial, Status status, bool died) {
        Evaluation evaluation;
        evaluation.trial = trial;
        evaluation.worker = worker;
        evaluation.status = status;
        evaluation.trainer_died = died;
        choice.ended(evaluation);
    }
    void answered(std::int32_t worker, TrialId trial) { end(worker, trial, Status::ok, false); }
    void killed_again(std::int32_t worker, TrialId trial) {
        end(worker, trial, Status::crashed, true);
    }
    void timed_out(std::int32_t worker, TrialId trial) {
        end(worker, trial, Status::timeout, false);
    }
    /// Worker 0 dies of trials that worker 1 answers.
    void disprove(int times) {
        for (TrialId trial = 50; trial < 50 + times; ++trial) {
            choice.died(0, trial);
            answered(1, trial);
        }
    }
    /// For a trial that has killed the trainers of these.
    std::optional<std::int32_t> again(const Numbers& killed,
                                      Patience patience = Patience::much) const {
        return choice.choose_again(killed, patience);
    }

    ScriptedPool pool{workers, 1, [](const Trial&) { return Evaluation{}; }};
    WorkerChoice choice{pool};
};

TEST_F(WorkerChoiceTest, TakesAnIdleWorker) {
    EXPECT_EQ(choice.choose(), std::nullopt);
    make_ready(workers);
    EXPECT_EQ(choice.choose(), 0);
    occupy(0);
    EXPECT_EQ(choice.choose(), 1);
    occupy(1);
    occupy(2);
    EXPECT_EQ(choice.choose(), std::nullopt);
}

TEST_F(WorkerChoiceTest, GivesATrialToAnotherWorkerOnly) {
    make_ready(workers);
    for (const Patience patience : {Patience::little, Patience::much}) {
        EXPECT_EQ(again({0}, patience), 1);
    }
    choice.died(0, 7);
    occupy(1);
    EXPECT_EQ(again({0}), 2);
    occupy(2);
    EXPECT_EQ(again({0}), std::nullopt);
    EXPECT_EQ(choice.choose(), 0) << "one death is no reason to rest";
}

TEST_F(WorkerChoiceTest, GivesItToNoneThatItHasKilledBefore) {
    make_ready(workers);
    choice.died(0, 7);
    choice.died(1, 7);
    EXPECT_EQ(again({0, 1}), 2);
    answered(0, 70);
    EXPECT_EQ(again({0, 1}), 2) << "not even if it has answered another since";
    occupy(2);
    EXPECT_EQ(again({0, 1}), std::nullopt);
}

TEST_F(WorkerChoiceTest, GivesItToTheSameWorkerIfNoOtherIsLeft) {
    make_ready(workers);
    choice.died(0, 7);
    pool.lost = {1, 2};
    EXPECT_EQ(again({0}), 0);
}

TEST_F(WorkerChoiceTest, WaitsForABusyWorkerWithFewerDeathsIfThereIsOtherWork) {
    make_ready(workers);
    choice.died(0, 7);
    choice.died(1, 8);
    EXPECT_EQ(again({0}), 2);
    occupy(2);
    EXPECT_EQ(again({0}, Patience::much), std::nullopt);
    EXPECT_EQ(again({0}, Patience::little), 1);
    choice.died(1, 9);
    EXPECT_EQ(again({0}, Patience::little), std::nullopt) << "two deaths in a row";
    choice.died(2, 10);
    choice.died(2, 11);
    EXPECT_EQ(again({0}, Patience::much), 1) << "none has fewer";
}

TEST_F(WorkerChoiceTest, WaitsForNoWorkerThatIsNotReadyIfAnotherIs) {
    make_ready(2);
    choice.died(0, 7);
    choice.died(1, 8);
    choice.died(1, 9);
    EXPECT_EQ(again({0}, Patience::much), 1);
}

TEST_F(WorkerChoiceTest, GivesNothingNewToAWorkerWhileTwoOfItsTrialsAreDoubtful) {
    make_ready(workers);
    choice.died(0, 7);
    choice.died(0, 8);
    EXPECT_EQ(choice.choose(), 1);
    occupy(1);
    occupy(2);
    EXPECT_EQ(choice.choose(), std::nullopt);
    killed_again(1, 7);  // the network was to blame
    EXPECT_EQ(choice.choose(), 0);
}

TEST_F(WorkerChoiceTest, GivesAWorkerUpAfterThreeTrialsThatOthersAnswered) {
    make_ready(workers);
    disprove(2);
    EXPECT_EQ(choice.give_up(), Numbers{});
    EXPECT_EQ(choice.choose(), 0);
    disprove(1);
    EXPECT_EQ(choice.give_up(), Numbers{0});
    EXPECT_TRUE(choice.gave_up(0));
    EXPECT_EQ(choice.give_up(), Numbers{}) << "once";
    EXPECT_EQ(choice.choose(), 1);
    EXPECT_EQ(again({1}), 2);
}

TEST_F(WorkerChoiceTest, HearsAWorkerInWorkBeforeItGivesItUp) {
    make_ready(workers);
    occupy(0);
    disprove(3);
    EXPECT_EQ(choice.give_up(), Numbers{});
    answered(0, 70);
    pool.wait(std::chrono::milliseconds(0));
    EXPECT_EQ(choice.give_up(), Numbers{});
    EXPECT_FALSE(choice.gave_up(0));
}

TEST_F(WorkerChoiceTest, GivesNoWorkerUpThatThePoolHasLost) {
    make_ready(workers);
    disprove(3);
    pool.lost = {0};
    EXPECT_EQ(choice.give_up(), Numbers{});
}

TEST_F(WorkerChoiceTest, TellsWhenOnlyTheGivenUpAreLeft) {
    make_ready(workers);
    disprove(3);
    choice.give_up();
    pool.lost = {2};
    EXPECT_EQ(choice.choose(), 1);
    EXPECT_FALSE(choice.none_left());
    pool.lost = {1, 2};
    EXPECT_EQ(choice.choose(), std::nullopt);
    EXPECT_EQ(again({1}), std::nullopt);
    EXPECT_TRUE(choice.none_left());
}

TEST_F(WorkerChoiceTest, LetsNoReadyWorkerStandStillForOneThatStarts) {
    make_ready(1);
    choice.died(0, 7);
    choice.died(0, 8);
    for (double now = 100.0; now < 130.0; now += 1.0) {
        choice.look(now);
        EXPECT_EQ(again({0}), std::nullopt) << now;
        EXPECT_EQ(choice.choose(), std::nullopt) << now;
    }
    choice.look(130.0);
    EXPECT_EQ(again({0}), 0);
    EXPECT_EQ(choice.choose(), 0);
    occupy(0);
    choice.look(131.0);
    pool.wait(std::chrono::milliseconds(0));
    EXPECT_EQ(again({0}), 1) << "the other got ready meanwhile";
}

TEST_F(WorkerChoiceTest, WaitsForOneThatStartsAsLongAsAnotherWorks) {
    make_ready(2);
    choice.died(0, 7);
    occupy(1);
    for (double now = 100.0; now < 200.0; now += 1.0) {
        choice.look(now);
        EXPECT_EQ(again({0}), std::nullopt) << now;
    }
}

TEST_F(WorkerChoiceTest, CountsNoTimeInWhichNobodyLooked) {
    make_ready(1);
    choice.died(0, 7);
    choice.look(100.0);
    choice.look(200.0);
    EXPECT_EQ(again({0}), std::nullopt);
    for (double now = 201.0; now < 231.0; now += 1.0) choice.look(now);
    EXPECT_EQ(again({0}), 0);
}

TEST_F(WorkerChoiceTest, ForgetsDeathsAfterAnAnswer) {
    make_ready(workers);
    for (int i = 0; i < 10; ++i) {
        disprove(2);
        answered(0, 70);
        EXPECT_EQ(choice.give_up(), Numbers{});
    }
}

TEST_F(WorkerChoiceTest, LearnsNothingFromATimeout) {
    make_ready(workers);
    for (const TrialId trial : {7, 8, 9}) {
        choice.died(0, trial);
        timed_out(1, trial);
    }
    EXPECT_EQ(choice.give_up(), Numbers{});
    disprove(2);
    timed_out(0, 70);
    disprove(1);
    EXPECT_EQ(choice.give_up(), Numbers{0}) << "a hang of its own is no answer";
}

TEST_F(WorkerChoiceTest, BlamesEachWorkerThatATrialKilledBeforeItsAnswer) {
    make_ready(workers);
    for (const TrialId trial : {7, 8, 9}) {
        choice.died(0, trial);
        choice.died(1, trial);
        answered(2, trial);
    }
    EXPECT_EQ(choice.give_up(), (Numbers{0, 1}));
    EXPECT_EQ(choice.choose(), 2);
}

}  // namespace
}  // namespace metaqnn
