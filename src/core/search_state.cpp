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
    : mdp_(mdp), agent_(agent), settings_(std::move(settings)), schedule_(settings_.epsilon) {}

EpisodeRow SearchState::propose() {
    Rng random(derive_seed(settings_.seed, Stream::proposal, static_cast<std::uint64_t>(steps_)));
    const double now = epsilon();
    return take_in(agent_.propose(now, random), now, true);
}

EpisodeRow SearchState::take_in(Episode episode, double epsilon, bool learn) {
    EpisodeRow row;
    row.step = steps_++;
    row.epsilon = epsilon;
    row.choices = choices_of(episode);
    row.architecture = to_text(mdp_.architecture(episode));
    row.reward = std::numeric_limits<double>::quiet_NaN();
    const std::optional<TrialId> known = networks_.find(episode);
    if (!known) {
        row.novelty = Novelty::fresh;
        row.trial = networks_.add(std::move(episode));
        return row;
    }
    row.trial = *known;
    Experience& experience = networks_.at(*known);
    if (!experience.reward) {
        row.novelty = Novelty::in_flight;
        ++experience.repeats;
        return row;
    }
    row.novelty = Novelty::known;
    row.reward = *experience.reward;
    if (learn && settings_.replay_known) agent_.learn(episode, row.reward);
    return row;
}

void SearchState::learn(TrialId trial, double reward) { restore_result(trial, reward, true); }

void SearchState::restore(const EpisodeRow& row, bool learn) {
    require(row.step == steps_, "the journal's episode " + std::to_string(row.step) +
                                    " stands where episode " + std::to_string(steps_) +
                                    " was expected");
    Episode episode = mdp_.episode(parse_architecture(row.architecture));
    require(row.choices.size() == episode.steps.size(),
            "the journal's episode " + std::to_string(row.step) + " has a wrong count of choices");
    for (std::size_t i = 0; i < episode.steps.size(); ++i) {
        const auto choice = static_cast<Choice>(row.choices[i]);
        require(choice == Choice::greedy || choice == Choice::random,
                "the journal's episode " + std::to_string(row.step) +
                    " has a choice that is neither G nor R");
        episode.steps[i].choice = choice;
    }
    const EpisodeRow restored = take_in(std::move(episode), row.epsilon, learn);
    require(restored.trial == row.trial && restored.novelty == row.novelty,
            "the journal's episode " + std::to_string(row.step) +
                " does not follow from the rows before it");
}

void SearchState::restore_result(TrialId trial, double reward, bool learn) {
    Experience& experience = networks_.at(trial);
    expect(!experience.reward, "SearchState: the trial has a result already");
    experience.reward = reward;
    agent_.remember(experience.episode, reward);
    if (learn) {
        const std::int32_t times = 1 + experience.repeats;
        for (std::int32_t i = 0; i < times; ++i) agent_.learn(experience.episode, reward);
        Rng random(
            derive_seed(settings_.seed, Stream::replay, static_cast<std::uint64_t>(results_)));
        agent_.replay(random);
    }
    ++results_;
}

Trial SearchState::trial(TrialId id) const {
    Trial trial;
    trial.id = id;
    trial.architecture = mdp_.architecture(networks_.at(id).episode);
    trial.seed = derive_seed(settings_.seed, Stream::trial, static_cast<std::uint64_t>(id));
    return trial;
}

}  // namespace metaqnn
