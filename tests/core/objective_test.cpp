// Rewards of trainings that went well or failed, and the limits of what is trained.
#include "core/objective.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace metaqnn {
namespace {

Evaluation ended(Status status) {
    Evaluation evaluation;
    evaluation.status = status;
    evaluation.accuracy = 0.75;
    return evaluation;
}

constexpr Status failures[] = {Status::diverged, Status::out_of_memory, Status::timeout,
                               Status::crashed, Status::rejected};

TEST(Reward, IsTheAccuracyOfATrainingThatWentWell) {
    EXPECT_EQ(reward_of(ended(Status::ok), 10, {}), 0.75);
}

TEST(Reward, IsChanceForEveryFailure) {
    for (const Status status : failures) {
        EXPECT_EQ(reward_of(ended(status), 10, {}), 0.1) << to_text(status);
        EXPECT_EQ(reward_of(ended(status), 4, {}), 0.25) << to_text(status);
    }
}

TEST(Reward, IsTheConfiguredOneForEveryFailure) {
    for (const Status status : failures) {
        EXPECT_EQ(reward_of(ended(status), 10, {.failure_reward = 0.0}), 0.0) << to_text(status);
        EXPECT_EQ(reward_of(ended(status), 10, {.failure_reward = 0.3}), 0.3) << to_text(status);
    }
}

TEST(Reward, DoesNotExistForAStoppedTraining) {
    EXPECT_THROW(reward_of(ended(Status::stopped), 10, {}), LogicError);
}

TEST(OverLimit, AllowsWhatEqualsTheLimit) {
    Cost cost;
    cost.parameters = 1000;
    cost.multiply_adds = 2000;
    cost.memory_bytes = 3000;
    EXPECT_EQ(over_limit(cost, {}), "");
    EXPECT_EQ(over_limit(cost, {1000, 2000, 3000}), "");
    EXPECT_EQ(over_limit(cost, {999, 1, 1}), "parameters 1000 over the limit 999");
    EXPECT_EQ(over_limit(cost, {0, 1999, 1}), "multiply_adds 2000 over the limit 1999");
    EXPECT_EQ(over_limit(cost, {0, 0, 2999}), "memory_bytes 3000 over the limit 2999");
}

}  // namespace
}  // namespace metaqnn
