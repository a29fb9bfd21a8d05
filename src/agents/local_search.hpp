// Local search with restarts.
#pragma once

#include <optional>

#include "agents/known_networks.hpp"
#include "core/agent.hpp"

namespace metaqnn {

/// Tries the neighbours of the best network (one layer changed, inserted or removed) in random
/// order; a better result becomes the new centre at once. When a centre has no unknown neighbour
/// left, networks are random, and the first result of one is the next centre: a strong yardstick on
/// tables (White, Nolen, Savani 2021).
class LocalSearch final : public Agent {
  public:
    /// mdp outlives the agent.
    explicit LocalSearch(const Mdp& mdp) : mdp_(mdp), known_(mdp) {}

    /// An unknown network, unless all are known. Epsilon is not used.
    Episode propose(double epsilon, RandomSource& random) override;
    void await(const Episode& episode) override { known_.add(episode); }
    void remember(const Episode& episode, double reward) override;

  private:
    struct Centre {
        Episode episode;
        double reward;
    };
    std::vector<Episode> unknown_neighbours() const;

    const Mdp& mdp_;
    KnownNetworks known_;
    std::optional<Centre> centre_;
};

}  // namespace metaqnn
