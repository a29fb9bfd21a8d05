// Proposals and results; see search_state.hpp.
#include "core/search_state.hpp"

#include <limits>
#include <utility>

#include "core/error.hpp"

namespace metaqnn {
namespace {

std::string choices_of(const Episode& episode) {
    std::string choices;
    for (const Step& step : episode.steps) choices += static_cast<char>(step.choice);
    return choices;
}

}  // namespace

SearchState::SearchState(const Mdp& mdp, Agent& agent, SearchSettings settings)
    : mdp_(mdp),
      agent_(agent),
      settings_(std::move(settings)),
      schedule_(settings_.epsilon),
      networks_(mdp) {}

EpisodeRow SearchState::propose() {
    Rng random(derive_seed(settings_.seed, Stream::proposal, static_cast<std::uint64_t>(steps_)));
    const double now = epsilon();
    const Episode episode = agent_.propose(now, random);
    std::string architecture = to_text(mdp_.architecture(episode));
    return take_in(episode, std::move(architecture), now, true);
}

EpisodeRow SearchState::take_in(const Episode& episode, std::string architecture, double epsilon,
                                bool learn) {
    EpisodeRow row;
    row.step = steps_++;
    row.epsilon = epsilon;
    row.choices = choices_of(episode);
    row.architecture = std::move(architecture);
    row.reward = std::numeric_limits<double>::quiet_NaN();
    const std::optional<TrialId> known = networks_.find(episode);
    if (!known) {
        row.novelty = Novelty::fresh;
        agent_.await(episode);
        row.trial = networks_.add(episode);
        return row;
    }
    row.trial = *known;
    const std::optional<double> reward = networks_.reward(*known);
    if (!reward) {
        row.novelty = Novelty::in_flight;
        networks_.add_repeat(*known);
        return row;
    }
    row.novelty = Novelty::known;
    row.reward = *reward;
    if (learn && settings_.replay_known) agent_.learn(episode, row.reward);
    return row;
}

void SearchState::learn(TrialId trial, double reward) { restore_result(trial, reward, true); }

void SearchState::restore(const EpisodeRow& row, bool learn) {
    const auto demand = [&](bool condition, const char* problem) {
        if (!condition) {
            throw ConfigError("the journal's episode " + std::to_string(row.step) + problem);
        }
    };
    demand(row.step == steps_, " does not follow the one before it");
    Episode episode = mdp_.episode(parse_architecture(row.architecture));
    demand(row.choices.size() == episode.steps.size(), " has a wrong count of choices");
    for (std::size_t i = 0; i < episode.steps.size(); ++i) {
        const auto choice = static_cast<Choice>(row.choices[i]);
        demand(choice == Choice::greedy || choice == Choice::random,
               " has a choice that is neither G nor R");
        episode.steps[i].choice = choice;
    }
    const EpisodeRow restored = take_in(episode, row.architecture, row.epsilon, learn);
    demand(restored.trial == row.trial && restored.novelty == row.novelty,
           " does not follow from the rows before it");
}

void SearchState::restore_result(TrialId trial, double reward, bool learn) {
    networks_.set_reward(trial, reward);
    const Episode episode = networks_.episode(trial);
    agent_.remember(episode, reward);
    if (learn) {
        const std::int32_t repeats = settings_.replay_known ? networks_.repeats(trial) : 0;
        for (std::int32_t i = 0; i <= repeats; ++i) agent_.learn(episode, reward);
        Rng random(
            derive_seed(settings_.seed, Stream::replay, static_cast<std::uint64_t>(results_)));
        agent_.replay(random);
    }
    ++results_;
}

Trial SearchState::trial(TrialId id) const {
    Trial trial;
    trial.id = id;
    trial.architecture = mdp_.architecture(networks_.episode(id));
    trial.seed = derive_seed(settings_.seed, Stream::trial, static_cast<std::uint64_t>(id));
    return trial;
}

}  // namespace metaqnn
