// From a configuration to a search; see search_model.hpp.
#include "app/search_model.hpp"

#include <filesystem>
#include <utility>

#include "agents/q_learning.hpp"
#include "agents/random_search.hpp"
#include "config/load_config.hpp"
#include "core/error.hpp"
#include "core/listed_trials.hpp"
#include "core/search_state.hpp"

namespace metaqnn {
namespace {

std::unique_ptr<Agent> make_agent(const AgentSettings& settings, const Mdp& mdp) {
    if (settings.kind == AgentKind::random) return std::make_unique<RandomSearch>(mdp);
    return std::make_unique<QLearning>(
        mdp, QLearningSettings{settings.alpha, settings.gamma, settings.initial_q,
                               settings.replay_updates});
}

void check_networks(const std::vector<Architecture>& networks, const ImageFacts& images) {
    for (const Architecture& network : networks) {
        feature_maps(network, images.shape);
        const int outputs = classes_of(network.layers.back());
        require(outputs == images.classes,
                to_text(network) + " has " + std::to_string(outputs) + " outputs, but there are " +
                    std::to_string(images.classes) + " classes of images; change train.networks");
    }
}

}  // namespace

std::vector<std::string> initial_weights(const RunConfig& config) {
    std::vector<std::string> files;
    for (const std::string& file : config.train.weights) {
        files.push_back((std::filesystem::path(config.run.directory) / file).lexically_normal());
    }
    return files;
}

SearchModel make_search_model(const RunConfig& config, const ImageFacts& images) {
    SearchModel model;
    model.mdp = std::make_unique<Mdp>(config.space, images.shape, images.classes);
    model.agent = make_agent(config.agent, *model.mdp);
    model.judgement = {images.shape, step_shape(config.training), images.classes,
                       config.search.objective};
    const auto seed = static_cast<std::uint64_t>(config.run.seed);
    if (!config.train.networks.empty()) {
        check_networks(config.train.networks, images);
        TrainingList list = config.train;
        list.weights = initial_weights(config);
        model.state = std::make_unique<ListedTrials>(std::move(list), seed);
        return model;
    }
    require(config.data.validation > 0,
            "data.validation = 0 (a search judges networks by validation images); take some from "
            "the training set, for instance data.validation = 5000");
    SearchSettings settings;
    settings.seed = seed;
    settings.epsilon = epsilon_stages(config);
    settings.replay_known = config.agent.replay_known;
    model.state = std::make_unique<SearchState>(*model.mdp, *model.agent, settings);
    return model;
}

SearchModel stored_search_model(const RunDescription& run) {
    const RunConfig config = load_config(run.configuration, "the run's stored configuration");
    if (run.classes == 0) return make_search_model(config, image_facts(config));
    ImageFacts images;
    images.shape = {run.image_channels, run.image_side};
    images.classes = run.classes;
    return make_search_model(config, images);
}

DescribeSlot slot_text(const Mdp& mdp) {
    return [&mdp](SlotId slot) {
        const StateAction& pair = mdp.pair(slot);
        return SlotText{to_text(pair.state), to_text(pair.action)};
    };
}

}  // namespace metaqnn
