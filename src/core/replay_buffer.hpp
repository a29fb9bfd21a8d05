// Every network that was asked for, with its episode and result.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/mdp.hpp"
#include "core/packed_episodes.hpp"
#include "core/trial.hpp"

namespace metaqnn {

/// The known networks of a search. Index in the buffer = trial id. A network takes 5 to 11 bytes
/// and those of its packed episode.
class ReplayBuffer {
  public:
    /// mdp outlives the buffer.
    explicit ReplayBuffer(const Mdp& mdp) : episodes_(mdp) {}

    /// @returns the trial of the episode's network, however it was chosen; none if it is unknown
    std::optional<TrialId> find(const Episode& episode) const;
    /// Adds an unknown network; returns its trial id, the number of networks before it.
    TrialId add(const Episode& episode);
    std::int64_t size() const { return static_cast<std::int64_t>(episodes_.size()); }

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
    using Number = std::uint32_t;  // of a trial, counted from 1; 0: none
    std::size_t index_of(TrialId trial) const;
    std::size_t place_of(const Episode& episode) const;
    std::size_t place_after(std::size_t place) const { return (place + 1) & (places_.size() - 1); }
    void enter(const Episode& episode, Number number);
    void keep_room();

    PackedEpisodes episodes_;  // reward: not a number while in training
    // A power of two of places, a quarter of them free: each network where its hash says or, if
    // others came before it, at the next free place.
    std::vector<Number> places_ = std::vector<Number>(16);
    std::unordered_map<TrialId, std::int32_t> repeats_;  // of trials that were sampled again
};

}  // namespace metaqnn
