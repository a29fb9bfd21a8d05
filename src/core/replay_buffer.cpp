// The known networks; see replay_buffer.hpp.
#include "core/replay_buffer.hpp"

#include <cmath>
#include <limits>

#include "core/error.hpp"

namespace metaqnn {

std::size_t ReplayBuffer::place_of(const Episode& episode) const {
    std::uint64_t hash = episode.steps.size();
    for (const Step& step : episode.steps) {
        hash = (hash ^ static_cast<std::uint64_t>(step.edge)) * 0x9e3779b97f4a7c15U;
        hash ^= hash >> 32U;
    }
    return hash & (places_.size() - 1);
}

std::optional<TrialId> ReplayBuffer::find(const Episode& episode) const {
    std::size_t place = place_of(episode);
    while (places_[place] != 0) {
        const TrialId trial = places_[place] - 1;
        if (episodes_.is(static_cast<std::size_t>(trial), episode)) return trial;
        place = place_after(place);
    }
    return std::nullopt;
}

TrialId ReplayBuffer::add(const Episode& episode) {
    expect(!find(episode), "ReplayBuffer::add: known network");
    const TrialId trial = size();
    episodes_.add(episode, std::numeric_limits<double>::quiet_NaN());
    keep_room();
    enter(episode, static_cast<Number>(size()));
    return trial;
}

void ReplayBuffer::keep_room() {
    if (4 * episodes_.size() <= 3 * places_.size()) return;
    places_.assign(2 * places_.size(), 0);
    for (Number number = 1; number < size(); ++number) enter(episode(number - 1), number);
}

void ReplayBuffer::enter(const Episode& episode, Number number) {
    std::size_t place = place_of(episode);
    while (places_[place] != 0) place = place_after(place);
    places_[place] = number;
}

Episode ReplayBuffer::episode(TrialId trial) const { return episodes_.episode(index_of(trial)); }

std::optional<double> ReplayBuffer::reward(TrialId trial) const {
    const double reward = episodes_.reward(index_of(trial));
    return std::isnan(reward) ? std::nullopt : std::optional(reward);
}

void ReplayBuffer::set_reward(TrialId trial, double reward) {
    expect(!this->reward(trial), "ReplayBuffer: the trial has a result already");
    expect(!std::isnan(reward), "ReplayBuffer: a reward that is not a number");
    episodes_.set_reward(index_of(trial), reward);
}

std::int32_t ReplayBuffer::repeats(TrialId trial) const {
    index_of(trial);
    const auto found = repeats_.find(trial);
    return found == repeats_.end() ? 0 : found->second;
}

void ReplayBuffer::add_repeat(TrialId trial) {
    expect(!reward(trial), "ReplayBuffer: the trial is not in training");
    ++repeats_[trial];
}

std::size_t ReplayBuffer::index_of(TrialId trial) const {
    expect(trial >= 0 && trial < size(), "ReplayBuffer: no such trial");
    return static_cast<std::size_t>(trial);
}

}  // namespace metaqnn
