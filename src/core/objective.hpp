// From the outcome of a training to the reward that the agent learns.
#pragma once

#include "core/trial.hpp"

namespace metaqnn {

/// What a training is worth.
struct Objective {
    /// Reward of a training that failed; negative: chance, 1 / classes, as the paper gives
    /// networks that never learn (Baker et al. 2017, Sec. 5).
    double failure_reward = -1.0;
    bool operator==(const Objective&) const = default;
};

/// Validation accuracy of a training that went well, the configured reward of one that failed.
/// @throws LogicError for Status::stopped, which is no result
double reward_of(const Evaluation& evaluation, int classes, const Objective& objective);

}  // namespace metaqnn
