// The known networks; see replay_buffer.hpp.
#include "core/replay_buffer.hpp"

#include "core/error.hpp"

namespace metaqnn {

std::optional<TrialId> ReplayBuffer::find(const std::string& architecture) const {
    const auto found = by_text_.find(architecture);
    if (found == by_text_.end()) return std::nullopt;
    return found->second;
}

TrialId ReplayBuffer::add(Episode episode, std::string architecture) {
    const TrialId trial = size();
    expect(by_text_.emplace(architecture, trial).second, "ReplayBuffer::add: known network");
    experiences_.push_back({std::move(episode), std::move(architecture), std::nullopt, 0});
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
