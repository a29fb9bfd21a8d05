// Every network that was asked for, with its episode and result.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "core/mdp.hpp"
#include "core/trial.hpp"

namespace metaqnn {

/// The known networks of a search. Index in the buffer = trial id. A layer takes two bytes.
class ReplayBuffer {
  public:
    /// mdp outlives the buffer.
    explicit ReplayBuffer(const Mdp& mdp) : mdp_(mdp) {}

    /// @returns the trial of the episode's network, however it was chosen; none if it is unknown
    std::optional<TrialId> find(const Episode& episode) const;
    /// Adds an unknown network; returns its trial id, the number of networks before it.
    TrialId add(const Episode& episode);
    std::int64_t size() const { return static_cast<std::int64_t>(networks_.size()); }

    /// The episode in which a trial's network was found.
    /// @throws LogicError if there is no such trial, as all functions here
    Episode episode(TrialId trial) const;
    /// None while it is in training.
    std::optional<double> reward(TrialId trial) const;
    void set_reward(TrialId trial, double reward);
    /// How often it was sampled again while in training.
    std::int32_t repeats(TrialId trial) const { return at(trial).repeats; }
    void add_repeat(TrialId trial);

  private:
    struct Network {
        std::size_t first;  // into choices_
        double reward = std::numeric_limits<double>::quiet_NaN();
        std::int32_t repeats = 0;
    };
    const Network& at(TrialId trial) const;
    std::span<const std::uint16_t> choices(TrialId trial) const;

    const Mdp& mdp_;
    std::vector<Network> networks_;
    // From the start on, the edges alone tell the network. Of all networks, one after another: the
    // edge, and how it was chosen in the highest bit.
    std::vector<std::uint16_t> choices_;
    std::unordered_multimap<std::uint64_t, TrialId> by_hash_;
};

}  // namespace metaqnn
