// From the outcome of a training to the reward that the agent learns.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/cost.hpp"
#include "core/trial.hpp"

namespace metaqnn {

/// What a network or its training can cost.
enum class CostKind : std::uint8_t {
    parameters,       ///< learned numbers
    multiply_adds,    ///< of one image, forward
    memory_bytes,     ///< of a training step
    seconds,          ///< of the training
    latency_seconds,  ///< of one image, forward, on the device of the training
    energy_joules,    ///< of the training, where a counter can be read
};

inline constexpr std::array cost_kinds{CostKind::parameters,      CostKind::multiply_adds,
                                       CostKind::memory_bytes,    CostKind::seconds,
                                       CostKind::latency_seconds, CostKind::energy_joules};

/// Name in the configuration, e.g. "multiply_adds".
constexpr std::string_view to_text(CostKind kind) {
    switch (kind) {
        case CostKind::parameters:
            return "parameters";
        case CostKind::multiply_adds:
            return "multiply_adds";
        case CostKind::memory_bytes:
            return "memory_bytes";
        case CostKind::seconds:
            return "seconds";
        case CostKind::latency_seconds:
            return "latency_seconds";
        case CostKind::energy_joules:
            return "energy_joules";
    }
    return "unknown";
}

/// How a cost counts, in units of a target.
struct CostTerm {
    CostKind of = CostKind::parameters;
    double target = 1.0;  ///< above 0, in the unit of the cost
    double weight = 0.0;  ///< at least 0
    bool operator==(const CostTerm&) const = default;
};

/// From accuracy and costs to a reward.
enum class ObjectiveKind : std::uint8_t {
    accuracy,    ///< the accuracy alone (Baker et al. 2017)
    difference,  ///< accuracy - sum of weight * cost / target
    product,     ///< accuracy * product of (target / cost)^weight (M. Tan et al., "MnasNet", 2019,
                 ///< Eq. 2, soft constraint: w = -0.07, here a weight of 0.07)
};

/// What a training is worth.
struct Objective {
    ObjectiveKind kind = ObjectiveKind::accuracy;
    std::vector<CostTerm> costs{};  ///< each kind at most once; none: accuracy
    /// Reward of a training that failed; negative: chance, 1 / classes, as the paper gives
    /// networks that never learn (Baker et al. 2017, Sec. 5).
    double failure_reward = -1.0;
    bool operator==(const Objective&) const = default;
};

/// Accuracy and costs as the objective weighs them for a training that went well, the configured
/// reward for one that failed. A cost that was not measured (0) does not count: see
/// missing_costs(). In [-1e9, 1e9], whatever the weights.
/// @throws LogicError for Status::stopped, which is no result
double reward_of(const Evaluation& evaluation, const Cost& cost, int classes,
                 const Objective& objective);

/// Names of the objective's costs that the training did not measure, e.g. "energy_joules".
std::string missing_costs(const Evaluation& evaluation, const Cost& cost,
                          const Objective& objective);

}  // namespace metaqnn
