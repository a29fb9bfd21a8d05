// The baseline: unknown networks from uniform random walks, nothing is learned.
#pragma once

#include <vector>

#include "agents/known_networks.hpp"
#include "core/agent.hpp"

namespace metaqnn {

/// Every choice uniform among the legal actions that lead to an unknown network, whatever epsilon
/// says.
class RandomSearch final : public Agent {
  public:
    /// mdp outlives the agent.
    explicit RandomSearch(const Mdp& mdp) : mdp_(mdp), known_(mdp) {}

    Episode propose(double /*epsilon*/, RandomSource& random) override {
        return known_.all() ? mdp_.random_episode(random) : known_.random_unknown(random);
    }
    void await(const Episode& episode) override { known_.add(episode); }
    void remember(const Episode& /*episode*/, double /*reward*/) override {}

  private:
    const Mdp& mdp_;
    KnownNetworks known_;
};

}  // namespace metaqnn
