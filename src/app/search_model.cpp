// From a configuration to a search; see search_model.hpp.
#include "app/search_model.hpp"

#include <filesystem>
#include <utility>

#include "agents/dqn.hpp"
#include "agents/evolution.hpp"
#include "agents/local_search.hpp"
#include "agents/q_learning.hpp"
#include "agents/random_search.hpp"
#include "agents/thompson.hpp"
#include "app/stored_config.hpp"
#include "app/warm_start.hpp"
#include "core/error.hpp"
#include "core/listed_trials.hpp"
#include "core/search_state.hpp"
#include "core/table_mask.hpp"

namespace metaqnn {
namespace {

std::unique_ptr<Agent> make_agent(const AgentSettings& settings, const Mdp& mdp) {
    switch (settings.kind) {
        case AgentKind::dqn:
            return std::make_unique<Dqn>(mdp, DqnSettings{.gamma = settings.gamma});
        case AgentKind::thompson:
            return std::make_unique<Thompson>(
                mdp, ThompsonSettings{settings.random_networks, settings.exploration});
        case AgentKind::evolution:
            return std::make_unique<Evolution>(
                mdp, EvolutionSettings{settings.population, settings.tournament});
        case AgentKind::local_search:
            return std::make_unique<LocalSearch>(mdp);
        case AgentKind::random:
            return std::make_unique<RandomSearch>(mdp);
        case AgentKind::standard:  // of old runs, see agent_of_new_run
        case AgentKind::paper:
        case AgentKind::lambda:
        case AgentKind::shaped:
            break;
    }
    QLearningSettings learning{.alpha = settings.alpha,
                               .gamma = settings.gamma,
                               .initial_q = settings.initial_q,
                               .replay_updates = settings.replay_updates};
    learning.repeats = settings.kind != AgentKind::lambda && settings.kind != AgentKind::shaped;
    if (settings.kind == AgentKind::lambda) learning.lambda = settings.lambda;
    if (settings.kind == AgentKind::shaped) learning.reward = RewardPlace::shared;
    return std::make_unique<QLearning>(mdp, learning);
}

void check_networks(const std::vector<Architecture>& networks, const ImageFacts& images,
                    const std::function<Cost(const Architecture&)>& cost) {
    for (const Architecture& network : networks) {
        const std::string name = to_text(network);
        require(name.size() <= schema::architecture_bytes,
                name.substr(0, 60) + "... has " + std::to_string(name.size()) +
                    " characters (a journal holds " + std::to_string(schema::architecture_bytes) +
                    "); give a network with fewer layers");
        cost(network);  // which it has if it fits, or stands in the table
        const int outputs = classes_of(network.layers.back());
        require(outputs == images.classes,
                name + " has " + std::to_string(outputs) + " outputs, but there are " +
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

std::unique_ptr<Mdp> make_mdp(const RunConfig& config, const ImageFacts& images) {
    // Networks that are given by name are not bound to what a search may propose.
    const bool search = config.train.networks.empty();
    const Limits limits = search ? config.search.limits : Limits{};
    if (!images.table) {
        return std::make_unique<Mdp>(config.space, images.shape, images.classes, limits,
                                     step_shape(config.training));
    }
    auto mdp = std::make_unique<Mdp>(config.space, images.shape, images.classes);
    if (search) images.table->require_all_of(*mdp);
    if (limits != Limits{}) {
        mdp->keep_within(std::make_shared<const TableMask>(*mdp, *images.table, limits));
    }
    return mdp;
}

SearchModel make_search_model(const RunConfig& config, const ImageFacts& images) {
    SearchModel model;
    model.mdp = make_mdp(config, images);
    model.agent = make_agent(config.agent, *model.mdp);
    model.judgement = {cost_function(images, config.training), images.classes,
                       config.search.objective};
    const auto seed = static_cast<std::uint64_t>(config.run.seed);
    if (!config.train.networks.empty()) {
        check_networks(config.train.networks, images, model.judgement.cost);
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

SearchModel stored_search_model(const RunDescription& run, const RunFolder& folder) {
    const RunConfig config = stored_config(run, folder.root.string());
    ImageFacts images;
    images.shape = {run.image_channels, run.image_side};
    images.classes = run.classes;
    const bool known = run.classes > 0 && config.data.kind != DataKind::table;
    SearchModel model = make_search_model(config, known ? images : image_facts(config));
    begin_with_kept(folder, model, config);
    return model;
}

DescribeSlot slot_text(const Mdp& mdp) {
    return [&mdp](SlotId slot) {
        const StateAction& pair = mdp.pair(slot);
        return SlotText{to_text(pair.state), to_text(pair.action)};
    };
}

}  // namespace metaqnn
