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
    EXPECT_EQ(reward_of(ended(Status::ok), {}, 10, {}), 0.75);
}

TEST(Reward, IsChanceForEveryFailure) {
    for (const Status status : failures) {
        EXPECT_EQ(reward_of(ended(status), {}, 10, {}), 0.1) << to_text(status);
        EXPECT_EQ(reward_of(ended(status), {}, 4, {}), 0.25) << to_text(status);
    }
}

TEST(Reward, IsTheConfiguredOneForEveryFailure) {
    for (const Status status : failures) {
        EXPECT_EQ(reward_of(ended(status), {}, 10, {.failure_reward = 0.0}), 0.0)
            << to_text(status);
        EXPECT_EQ(reward_of(ended(status), {}, 10, {.failure_reward = 0.3}), 0.3)
            << to_text(status);
    }
}

TEST(Reward, DoesNotExistForAStoppedTraining) {
    EXPECT_THROW(reward_of(ended(Status::stopped), {}, 10, {}), LogicError);
}

// 2,000 parameters, 3 s: twice the target, and half of it.
Objective with_costs(ObjectiveKind kind, double parameters_weight, double seconds_weight) {
    return {.kind = kind,
            .costs = {{CostKind::parameters, 1000.0, parameters_weight},
                      {CostKind::seconds, 6.0, seconds_weight}}};
}

struct Paid {
    Evaluation evaluation = ended(Status::ok);
    Cost cost;
    Paid() {
        evaluation.seconds = 3.0;
        cost.parameters = 2000;
    }
    double reward(const Objective& objective) const {
        return reward_of(evaluation, cost, 10, objective);
    }
};

TEST(Reward, IsLessByTheCostsOfADifference) {
    EXPECT_DOUBLE_EQ(Paid().reward(with_costs(ObjectiveKind::difference, 0.1, 0.25)),
                     0.75 - 0.1 * 2.0 - 0.25 * 0.5);
}

TEST(Reward, IsMultipliedByPowersOfTheCostsOfAProduct) {
    EXPECT_DOUBLE_EQ(Paid().reward(with_costs(ObjectiveKind::product, 2.0, 1.0)),
                     0.75 * 0.25 * 2.0);
}

TEST(Reward, IsANumberWhateverTheWeights) {
    Paid paid;
    const auto reward = [&](ObjectiveKind kind) {
        return paid.reward(
            {.kind = kind,
             .costs = {{CostKind::parameters, 1e-300, 1000.0}, {CostKind::seconds, 1e18, 1000.0}}});
    };
    EXPECT_EQ(reward(ObjectiveKind::difference), -1e9);
    EXPECT_EQ(reward(ObjectiveKind::product), 0.0);
    paid.cost.parameters = 0;  // not known
    EXPECT_EQ(reward(ObjectiveKind::product), 0.75e9);
    paid.evaluation.accuracy = 0.0;
    EXPECT_EQ(reward(ObjectiveKind::product), 0.0);
}

TEST(Reward, OfAFailureKnowsNoCosts) {
    Paid paid;
    paid.evaluation.status = Status::crashed;
    EXPECT_EQ(paid.reward(with_costs(ObjectiveKind::difference, 0.1, 0.25)), 0.1);
}

TEST(Reward, LeavesOutCostsThatWereNotMeasuredAndNamesThem) {
    const Objective objective{.kind = ObjectiveKind::product,
                              .costs = {{CostKind::energy_joules, 5.0, 1.0},
                                        {CostKind::parameters, 1000.0, 1.0},
                                        {CostKind::latency_seconds, 0.1, 1.0}}};
    Paid paid;
    EXPECT_EQ(paid.reward(objective), 0.375);
    EXPECT_EQ(missing_costs(paid.evaluation, paid.cost, objective),
              "energy_joules, latency_seconds");
    paid.evaluation.energy_joules = 10.0;
    paid.evaluation.latency_seconds = 0.1;
    EXPECT_EQ(missing_costs(paid.evaluation, paid.cost, objective), "");
    EXPECT_EQ(paid.reward(objective), 0.1875);
}

}  // namespace
}  // namespace metaqnn
