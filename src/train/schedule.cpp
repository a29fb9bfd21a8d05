// Learning rate schedules; see schedule.hpp.
#include "train/schedule.hpp"

#include <algorithm>
#include <cmath>

namespace metaqnn::train {

double rate_factor(const TrainingRecipe& recipe, std::int64_t step, std::int64_t steps_per_epoch) {
    if (recipe.schedule == Schedule::constant) return 1.0;
    if (recipe.schedule == Schedule::steps) {
        const std::int64_t falls = step / steps_per_epoch / recipe.step_epochs;
        return std::pow(recipe.step_factor, static_cast<double>(falls));
    }
    if (recipe.schedule == Schedule::stages) {
        std::int64_t epochs = step / steps_per_epoch;
        for (const RateStage& stage : recipe.stages) {
            if (epochs < stage.epochs) return stage.fraction;
            epochs -= stage.epochs;
        }
        return recipe.stages.back().fraction;
    }
    const double last = static_cast<double>(recipe.epochs * steps_per_epoch - 1);
    const double peak = recipe.peak_position * last;
    const double now = static_cast<double>(step);
    if (now < peak) return std::lerp(recipe.initial_fraction, 1.0, now / peak);
    if (last <= peak) return 1.0;
    return std::lerp(1.0, recipe.final_fraction, std::min(1.0, (now - peak) / (last - peak)));
}

}  // namespace metaqnn::train
