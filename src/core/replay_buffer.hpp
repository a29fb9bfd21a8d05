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

/// The known networks of a search. Index in the buffer = trial id. A network takes about 30 bytes
/// and two for each of its layers.
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
    std::int32_t repeats(TrialId trial) const;
    void add_repeat(TrialId trial);

  private:
    struct Network {
        std::size_t first;  // into choices_
        double reward = std::numeric_limits<double>::quiet_NaN();
    };
    // A network's hash, which tells nearly all others apart without a look at their choices, and
    // its trial counted from 1; 0 where there is none.
    struct Entry {
        std::uint32_t hash = 0;
        std::uint32_t number = 0;
    };
    const Network& at(TrialId trial) const;
    std::span<const std::uint16_t> choices(TrialId trial) const;
    bool is(const Entry& entry, std::uint32_t hash, const Episode& episode) const;
    std::size_t place_of(std::uint32_t hash) const { return hash & (index_.size() - 1); }
    std::size_t place_after(std::size_t place) const { return (place + 1) & (index_.size() - 1); }
    void enter(const Entry& entry);
    void keep_room();

    const Mdp& mdp_;
    std::vector<Network> networks_;
    // From the start on, the edges alone tell the network. Of all networks, one after another: the
    // edge, and how it was chosen in the highest bit.
    std::vector<std::uint16_t> choices_;
    // A power of two of entries, a third of them free: each where its hash says or, if others came
    // before it, at the next free place.
    std::vector<Entry> index_{16};
    std::unordered_map<TrialId, std::int32_t> repeats_;  // of trials that were sampled again
};

}  // namespace metaqnn
