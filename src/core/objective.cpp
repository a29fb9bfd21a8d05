// Rewards; see objective.hpp.
#include "core/objective.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"

namespace metaqnn {
namespace {

// Of a reward and of a factor: without it a great weight makes infinities.
constexpr double most = 1e9;

double paid_of(CostKind kind, const Evaluation& evaluation, const Cost& cost) {
    switch (kind) {
        case CostKind::parameters:
            return static_cast<double>(cost.parameters);
        case CostKind::multiply_adds:
            return static_cast<double>(cost.multiply_adds);
        case CostKind::memory_bytes:
            return static_cast<double>(cost.memory_bytes);
        case CostKind::seconds:
            return evaluation.seconds;
        case CostKind::latency_seconds:
            return evaluation.latency_seconds;
        case CostKind::energy_joules:
            return evaluation.energy_joules;
    }
    return 0.0;
}

}  // namespace

double reward_of(const Evaluation& evaluation, const Cost& cost, int classes,
                 const Objective& objective) {
    expect(evaluation.status != Status::stopped, "reward_of: a stopped training is no result");
    if (evaluation.status != Status::ok) {
        return objective.failure_reward < 0.0 ? 1.0 / classes : objective.failure_reward;
    }
    double reward = evaluation.accuracy;
    for (const CostTerm& term : objective.costs) {
        const double paid = paid_of(term.of, evaluation, cost);
        if (paid <= 0.0) continue;
        if (objective.kind == ObjectiveKind::product) {
            reward *= std::min(std::pow(term.target / paid, term.weight), most);
        } else {
            reward -= term.weight * paid / term.target;
        }
        reward = std::clamp(reward, -most, most);
    }
    return reward;
}

std::string missing_costs(const Evaluation& evaluation, const Cost& cost,
                          const Objective& objective) {
    std::string names;
    for (const CostTerm& term : objective.costs) {
        if (paid_of(term.of, evaluation, cost) > 0.0) continue;
        names += (names.empty() ? "" : ", ") + std::string(to_text(term.of));
    }
    return names;
}

}  // namespace metaqnn
