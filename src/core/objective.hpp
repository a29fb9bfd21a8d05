// From the outcome of a training to the reward that the agent learns.
#pragma once

#include <cstdint>
#include <string>

#include "core/cost.hpp"
#include "core/trial.hpp"

namespace metaqnn {

/// What a training is worth.
struct Objective {
    /// Reward of a training that failed; negative: chance, 1 / classes, as the paper gives
    /// networks that never learn (Baker et al. 2017, Sec. 5).
    double failure_reward = -1.0;
    bool operator==(const Objective&) const = default;
};

/// Networks over a limit are not trained but recorded as rejected. 0: no limit.
struct Limits {
    std::int64_t parameters = 0;     ///< learned numbers
    std::int64_t multiply_adds = 0;  ///< of one image, forward
    std::int64_t memory_bytes = 0;   ///< of a training step
    bool operator==(const Limits&) const = default;
};

/// The first limit that the network is over, in words; empty if it is within all.
std::string over_limit(const Cost& cost, const Limits& limits);

/// Validation accuracy of a training that went well, the configured reward of one that failed.
/// @throws LogicError for Status::stopped, which is no result
double reward_of(const Evaluation& evaluation, int classes, const Objective& objective);

}  // namespace metaqnn
