// Rewards; see objective.hpp.
#include "core/objective.hpp"

#include "core/error.hpp"

namespace metaqnn {

double reward_of(const Evaluation& evaluation, int classes, const Objective& objective) {
    expect(evaluation.status != Status::stopped, "reward_of: a stopped training is no result");
    if (evaluation.status == Status::ok) return evaluation.accuracy;
    return objective.failure_reward < 0.0 ? 1.0 / classes : objective.failure_reward;
}

}  // namespace metaqnn
