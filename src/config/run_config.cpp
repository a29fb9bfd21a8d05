// The schedule of a run; see run_config.hpp.
#include "config/run_config.hpp"

namespace metaqnn {

std::vector<EpsilonStage> epsilon_stages(const RunConfig& config) {
    if (!follows_epsilon(config.agent.kind)) return {{0.0, 1}};
    if (config.agent.epsilon_scale == EpsilonScale::models) return config.agent.epsilon;
    return EpsilonSchedule::stretched(config.agent.epsilon, config.search.trials);
}

}  // namespace metaqnn
