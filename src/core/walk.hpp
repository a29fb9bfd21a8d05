// A walk through the decision process that cannot lead to an illegal network.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/architecture.hpp"
#include "core/mdp.hpp"

namespace metaqnn {

/// Begins at the start; every agent makes its networks with one.
class Walk {
  public:
    /// mdp outlives the walk.
    explicit Walk(const Mdp& mdp);

    bool done() const { return node_ == Mdp::terminal; }
    NodeId node() const { return node_; }
    /// Positions of the legal actions in mdp.edges(node()), rising; not empty until it is done.
    std::span<const std::int32_t> choices() const { return choices_; }
    /// Takes the action at a position, which is one of choices().
    void take(std::int32_t edge, Choice how);
    /// The steps so far.
    const Episode& episode() const { return episode_; }

  private:
    void find_choices();

    const Mdp& mdp_;
    NodeId node_ = Mdp::start();
    Episode episode_;
    std::vector<std::int32_t> choices_;
    Architecture beginning_;  // followed only where there are limits
};

}  // namespace metaqnn
