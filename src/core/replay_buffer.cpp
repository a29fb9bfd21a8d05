// The known networks; see replay_buffer.hpp.
#include "core/replay_buffer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/error.hpp"

namespace metaqnn {
namespace {

constexpr int random_bit = 15;
constexpr std::uint16_t edge_bits = (1U << random_bit) - 1U;

std::uint32_t hash_of(const Episode& episode) {
    std::uint64_t hash = episode.steps.size();
    for (const Step& step : episode.steps) {
        hash = (hash ^ static_cast<std::uint64_t>(step.edge)) * 0x9e3779b97f4a7c15U;
        hash ^= hash >> 32U;
    }
    return static_cast<std::uint32_t>(hash);
}

}  // namespace

std::optional<TrialId> ReplayBuffer::find(const Episode& episode) const {
    const std::uint32_t hash = hash_of(episode);
    std::size_t place = place_of(hash);
    while (index_[place].number != 0) {
        if (is(index_[place], hash, episode)) return index_[place].number - 1;
        place = place_after(place);
    }
    return std::nullopt;
}

bool ReplayBuffer::is(const Entry& entry, std::uint32_t hash, const Episode& episode) const {
    if (entry.hash != hash) return false;
    const auto edge = [](std::uint16_t choice) { return choice & edge_bits; };
    return std::ranges::equal(choices(entry.number - 1), episode.steps, {}, edge, &Step::edge);
}

TrialId ReplayBuffer::add(const Episode& episode) {
    expect(!find(episode), "ReplayBuffer::add: known network");
    const TrialId trial = size();
    networks_.push_back({choices_.size()});
    for (const Step& step : episode.steps) {
        expect(step.edge >= 0 && step.edge <= edge_bits, "ReplayBuffer::add: no edge of a space");
        const unsigned how = step.choice == Choice::random ? 1U << random_bit : 0U;
        choices_.push_back(static_cast<std::uint16_t>(static_cast<unsigned>(step.edge) | how));
    }
    keep_room();
    enter({hash_of(episode), static_cast<std::uint32_t>(size())});
    return trial;
}

void ReplayBuffer::keep_room() {
    if (3 * networks_.size() <= 2 * index_.size()) return;
    const std::vector<Entry> before = std::exchange(index_, std::vector<Entry>(2 * index_.size()));
    for (const Entry& entry : before) {
        if (entry.number != 0) enter(entry);
    }
}

void ReplayBuffer::enter(const Entry& entry) {
    std::size_t place = place_of(entry.hash);
    while (index_[place].number != 0) place = place_after(place);
    index_[place] = entry;
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

std::int32_t ReplayBuffer::repeats(TrialId trial) const {
    at(trial);
    const auto found = repeats_.find(trial);
    return found == repeats_.end() ? 0 : found->second;
}

void ReplayBuffer::add_repeat(TrialId trial) {
    expect(!reward(trial), "ReplayBuffer: the trial is not in training");
    ++repeats_[trial];
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
