// Every network that was asked for, with its episode and result.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/mdp.hpp"
#include "core/trial.hpp"

namespace metaqnn {

/// One network of a search. Index in the buffer = trial id.
struct Experience {
    Episode episode;
    std::optional<double> reward;  ///< none while it is in training
    std::int32_t repeats = 0;      ///< sampled again while in training
};

/// The known networks of a search.
class ReplayBuffer {
  public:
    /// @returns the trial of the episode's network, however it was chosen; none if it is unknown
    std::optional<TrialId> find(const Episode& episode) const;
    /// Adds an unknown network; returns its trial id, the number of networks before it.
    TrialId add(Episode episode);
    /// @throws LogicError if there is no such trial
    Experience& at(TrialId trial);
    const Experience& at(TrialId trial) const;
    std::int64_t size() const { return static_cast<std::int64_t>(experiences_.size()); }

  private:
    std::vector<Experience> experiences_;
    std::unordered_multimap<std::uint64_t, TrialId> by_hash_;  // of the edges taken
};

}  // namespace metaqnn
