// Regularised evolution.
#pragma once

#include <deque>
#include <optional>

#include "agents/known_networks.hpp"
#include "core/agent.hpp"

namespace metaqnn {

struct EvolutionSettings {
    int population = 20;  ///< newest results that have offspring, at least 1
    int tournament = 5;   ///< drawn for each proposal, the best is the parent; at least 1
    bool operator==(const EvolutionSettings&) const = default;
};

/// Real, Aggarwal, Huang, Le 2019 (Algorithm 1): the population is the newest results, however good
/// they are; of a few drawn uniformly with repetition the best has a child that differs by one
/// mutation. Until the population is full, networks are random.
///
/// Mutations of a space of layers: one is changed, inserted or removed such that the network stays
/// legal; the kind is drawn first. Departure: only unknown networks are born.
class Evolution final : public Agent {
  public:
    /// mdp outlives the agent.
    /// @throws ConfigError if a setting is out of range
    Evolution(const Mdp& mdp, EvolutionSettings settings);

    /// An unknown network, unless all are known. Epsilon is not used.
    Episode propose(double epsilon, RandomSource& random) override;
    void await(const Episode& episode) override { known_.add(episode); }
    void remember(const Episode& episode, double reward) override;

  private:
    struct Member {
        Episode episode;
        double reward;
    };
    const Episode& parent(RandomSource& random) const;
    std::optional<Episode> child_of(const Episode& parent, RandomSource& random) const;

    const Mdp& mdp_;
    EvolutionSettings settings_;
    KnownNetworks known_;
    std::deque<Member> population_;  // the oldest first
};

}  // namespace metaqnn
