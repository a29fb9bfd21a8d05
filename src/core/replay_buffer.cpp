// The known networks; see replay_buffer.hpp.
#include "core/replay_buffer.hpp"

#include <algorithm>
#include <utility>

#include "core/error.hpp"

namespace metaqnn {
namespace {

// From the start on, the edges alone tell the network.
std::uint64_t hash_of(const Episode& episode) {
    std::uint64_t hash = episode.steps.size();
    for (const Step& step : episode.steps) {
        hash = (hash ^ static_cast<std::uint64_t>(step.edge)) * 0x9e3779b97f4a7c15U;
        hash ^= hash >> 32U;
    }
    return hash;
}

bool same_network(const Episode& a, const Episode& b) {
    return std::equal(a.steps.begin(), a.steps.end(), b.steps.begin(), b.steps.end(),
                      [](const Step& x, const Step& y) { return x.edge == y.edge; });
}

}  // namespace

std::optional<TrialId> ReplayBuffer::find(const Episode& episode) const {
    const auto [first, last] = by_hash_.equal_range(hash_of(episode));
    const auto found = std::find_if(first, last, [&](const auto& entry) {
        return same_network(at(entry.second).episode, episode);
    });
    if (found == last) return std::nullopt;
    return found->second;
}

TrialId ReplayBuffer::add(Episode episode) {
    expect(!find(episode), "ReplayBuffer::add: known network");
    const TrialId trial = size();
    by_hash_.emplace(hash_of(episode), trial);
    episode.steps.shrink_to_fit();  // kept for the whole search
    experiences_.push_back({std::move(episode), std::nullopt, 0});
    return trial;
}

Experience& ReplayBuffer::at(TrialId trial) {
    expect(trial >= 0 && trial < size(), "ReplayBuffer::at: no such trial");
    return experiences_[static_cast<std::size_t>(trial)];
}

const Experience& ReplayBuffer::at(TrialId trial) const {
    expect(trial >= 0 && trial < size(), "ReplayBuffer::at: no such trial");
    return experiences_[static_cast<std::size_t>(trial)];
}

}  // namespace metaqnn
