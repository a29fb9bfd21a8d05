// Networks that are given; see listed_trials.hpp.
#include "core/listed_trials.hpp"

#include <limits>
#include <string>
#include <utility>

#include "core/error.hpp"
#include "core/random.hpp"

namespace metaqnn {

ListedTrials::ListedTrials(TrainingList list, std::uint64_t seed)
    : list_(std::move(list)), seed_(seed) {
    expect(!list_.networks.empty(), "ListedTrials: no networks");
    expect(list_.weights.empty() || list_.weights.size() == list_.networks.size(),
           "ListedTrials: not a file of weights for each network");
}

EpisodeRow ListedTrials::propose() {
    expect(trials() < list_.trials(), "ListedTrials: all trials are proposed");
    EpisodeRow row;
    row.step = row.trial = trials();
    row.epsilon = epsilon();
    row.reward = std::numeric_limits<double>::quiet_NaN();
    row.architecture = to_text(network(row.trial));
    learned_.push_back(false);
    return row;
}

void ListedTrials::learn(TrialId trial, double /*reward*/) {
    expect(trial >= 0 && trial < trials() && !has_result(trial),
           "ListedTrials: a result of a trial that is not in training");
    learned_[static_cast<std::size_t>(trial)] = true;
    ++results_;
}

void ListedTrials::restore(const EpisodeRow& row, bool /*learn*/) {
    const bool follows = trials() < list_.trials() && row.step == trials() &&
                         row.trial == trials() && row.novelty == Novelty::fresh &&
                         row.architecture == to_text(network(trials()));
    require(follows, "the journal's episode " + std::to_string(row.step) +
                         " is not what train.networks tells to train then");
    learned_.push_back(false);
}

void ListedTrials::restore_result(TrialId trial, double reward, bool /*learn*/) {
    learn(trial, reward);
}

Trial ListedTrials::trial(TrialId id) const {
    Trial trial;
    trial.id = id;
    trial.architecture = network(id);
    trial.seed = derive_seed(seed_, Stream::trial, static_cast<std::uint64_t>(id));
    if (!list_.weights.empty()) {
        trial.initial_weights = list_.weights[static_cast<std::size_t>(id) % list_.weights.size()];
    }
    return trial;
}

const Architecture& ListedTrials::network(TrialId id) const {
    return list_.networks.at(static_cast<std::size_t>(id) % list_.networks.size());
}

}  // namespace metaqnn
