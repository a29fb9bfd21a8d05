// The schedule of a run; see run_config.hpp.
#include "config/run_config.hpp"

#include <algorithm>

namespace metaqnn {

bool follows_epsilon(const RunConfig& config) {
    const AgentKind kind = config.agent.kind;
    return config.train.networks.empty() && kind != AgentKind::thompson &&
           kind != AgentKind::evolution && kind != AgentKind::local_search;
}

std::vector<EpsilonStage> epsilon_stages(const RunConfig& config) {
    if (!follows_epsilon(config)) return {{0.0, 1}};
    std::vector<EpsilonStage> stages = config.agent.epsilon;
    if (!config.agent.warm_start.empty()) {
        const auto low = std::ranges::find_if(stages, [&](const EpsilonStage& stage) {
            return stage.epsilon <= config.agent.warm_epsilon;
        });
        stages.erase(stages.begin(), low == stages.end() ? low - 1 : low);
    }
    if (config.agent.epsilon_scale == EpsilonScale::models) return stages;
    return EpsilonSchedule::stretched(stages, config.search.trials);
}

}  // namespace metaqnn
