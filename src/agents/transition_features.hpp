// Features of networks that belong to the transitions of the Mdp.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agents/features.hpp"
#include "core/mdp.hpp"

namespace metaqnn {

/// A weight for each feature makes a reward for each transition, and the rewards of a network's
/// transitions add up to its own: so the best network under a linear model can be found exactly,
/// by dynamic programming over the Mdp.
///
/// Groups, each if it fits: the action; the action at a depth; at an R-size bin; after a layer;
/// after a layer at a depth.
class TransitionFeatures {
  public:
    /// Most features: the time of a model grows with their square. The paper's space of depth 18
    /// has 900 without pairs of layers at a depth, a chain of 8 choices of 3 has some 100 with
    /// them.
    static constexpr std::int32_t most = 1000;

    /// mdp outlives the features.
    /// @throws ConfigError if the space has more than `most` different layers
    explicit TransitionFeatures(const Mdp& mdp);

    std::int32_t count() const { return groups_.back().first + groups_.back().count; }
    std::span<const FeatureGroup> groups() const { return groups_; }
    FeatureRow row(const Episode& episode) const;
    /// Reward of each slot. @param weights  of each feature
    std::vector<double> rewards(std::span<const double> weights) const;

  private:
    std::span<const std::int32_t> of(SlotId slot) const;

    const Mdp& mdp_;
    std::vector<FeatureGroup> groups_;
    std::vector<std::int32_t> of_slot_;  // one of each group, by slot
};

}  // namespace metaqnn
