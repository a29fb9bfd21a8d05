// The baseline: networks from uniform random walks, nothing is learned.
#pragma once

#include <vector>

#include "core/agent.hpp"

namespace metaqnn {

/// Every choice uniform among the legal actions, whatever epsilon says.
class RandomSearch final : public Agent {
  public:
    /// mdp outlives the agent.
    explicit RandomSearch(const Mdp& mdp) : mdp_(mdp) {}

    Episode propose(double /*epsilon*/, RandomSource& random) override {
        return mdp_.random_episode(random);
    }
    void remember(const Episode& /*episode*/, double /*reward*/) override {}

  private:
    const Mdp& mdp_;
};

}  // namespace metaqnn
