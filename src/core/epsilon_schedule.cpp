// Stages of epsilon; see epsilon_schedule.hpp.
#include "core/epsilon_schedule.hpp"

#include <cmath>

#include "core/error.hpp"

namespace metaqnn {

EpsilonSchedule::EpsilonSchedule(std::vector<EpsilonStage> stages) : stages_(std::move(stages)) {
    require(!stages_.empty(), "agent.epsilon has no stage; give at least one");
    for (const EpsilonStage& stage : stages_) {
        require(stage.epsilon >= 0.0 && stage.epsilon <= 1.0,
                "agent.epsilon: value " + std::to_string(stage.epsilon) + " is not in [0, 1]");
        require(stage.models >= 1, "agent.epsilon: models must be at least 1");
    }
}

double EpsilonSchedule::at(std::int64_t model) const {
    std::int64_t end = 0;
    for (const EpsilonStage& stage : stages_) {
        end += stage.models;
        if (model < end) return stage.epsilon;
    }
    return stages_.back().epsilon;
}

std::int64_t EpsilonSchedule::total_models() const {
    std::int64_t total = 0;
    for (const EpsilonStage& stage : stages_) total += stage.models;
    return total;
}

std::vector<EpsilonStage> EpsilonSchedule::paper() {
    return {{1.0, 1500}, {0.9, 100}, {0.8, 100}, {0.7, 100}, {0.6, 150},
            {0.5, 150},  {0.4, 150}, {0.3, 150}, {0.2, 150}, {0.1, 150}};
}

std::vector<EpsilonStage> EpsilonSchedule::stretched(const std::vector<EpsilonStage>& stages,
                                                     std::int64_t models) {
    const double factor =
        static_cast<double>(models) / static_cast<double>(EpsilonSchedule(stages).total_models());
    std::vector<EpsilonStage> result;
    std::int64_t old_end = 0;
    std::int64_t new_end = 0;
    for (const EpsilonStage& stage : stages) {
        old_end += stage.models;
        const auto end = std::llround(static_cast<double>(old_end) * factor);
        if (end > new_end) result.push_back({stage.epsilon, end - new_end});
        new_end = end;
    }
    return result;
}

}  // namespace metaqnn
