// The known networks; see replay_buffer.hpp.
#include "core/replay_buffer.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"

namespace metaqnn {
namespace {

constexpr int random_bit = 15;
constexpr std::uint16_t edge_bits = (1U << random_bit) - 1U;

std::uint64_t hash_of(const Episode& episode) {
    std::uint64_t hash = episode.steps.size();
    for (const Step& step : episode.steps) {
        hash = (hash ^ static_cast<std::uint64_t>(step.edge)) * 0x9e3779b97f4a7c15U;
        hash ^= hash >> 32U;
    }
    return hash;
}

}  // namespace

std::optional<TrialId> ReplayBuffer::find(const Episode& episode) const {
    const auto [first, last] = by_hash_.equal_range(hash_of(episode));
    const auto found = std::find_if(first, last, [&](const auto& entry) {
        return std::ranges::equal(
            choices(entry.second), episode.steps, {},
            [](std::uint16_t choice) { return choice & edge_bits; }, &Step::edge);
    });
    if (found == last) return std::nullopt;
    return found->second;
}

TrialId ReplayBuffer::add(const Episode& episode) {
    expect(!find(episode), "ReplayBuffer::add: known network");
    const TrialId trial = size();
    by_hash_.emplace(hash_of(episode), trial);
    networks_.push_back({choices_.size()});
    for (const Step& step : episode.steps) {
        expect(step.edge >= 0 && step.edge <= edge_bits, "ReplayBuffer::add: no edge of a space");
        const unsigned how = step.choice == Choice::random ? 1U << random_bit : 0U;
        choices_.push_back(static_cast<std::uint16_t>(static_cast<unsigned>(step.edge) | how));
    }
    return trial;
}

Episode ReplayBuffer::episode(TrialId trial) const {
    const std::span<const std::uint16_t> taken = choices(trial);
    Episode episode;
    episode.steps.reserve(taken.size());
    NodeId node = Mdp::start();
    for (const std::uint16_t choice : taken) {
        const std::int32_t edge = choice & edge_bits;
        episode.steps.push_back(
            {node, edge, choice >> random_bit != 0 ? Choice::random : Choice::greedy});
        node = mdp_.edges(node)[static_cast<std::size_t>(edge)].next;
    }
    return episode;
}

std::optional<double> ReplayBuffer::reward(TrialId trial) const {
    const double reward = at(trial).reward;
    return std::isnan(reward) ? std::nullopt : std::optional(reward);
}

void ReplayBuffer::set_reward(TrialId trial, double reward) {
    expect(!this->reward(trial), "ReplayBuffer: the trial has a result already");
    expect(!std::isnan(reward), "ReplayBuffer: a reward that is not a number");
    networks_[static_cast<std::size_t>(trial)].reward = reward;
}

void ReplayBuffer::add_repeat(TrialId trial) {
    expect(!reward(trial), "ReplayBuffer: the trial is not in training");
    ++networks_[static_cast<std::size_t>(trial)].repeats;
}

const ReplayBuffer::Network& ReplayBuffer::at(TrialId trial) const {
    expect(trial >= 0 && trial < size(), "ReplayBuffer: no such trial");
    return networks_[static_cast<std::size_t>(trial)];
}

std::span<const std::uint16_t> ReplayBuffer::choices(TrialId trial) const {
    const std::size_t first = at(trial).first;
    const std::size_t last = trial + 1 < size() ? at(trial + 1).first : choices_.size();
    return std::span(choices_).subspan(first, last - first);
}

}  // namespace metaqnn
