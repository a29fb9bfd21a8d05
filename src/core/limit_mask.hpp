// Which beginnings of a network can still become one within the limits.
#pragma once

#include <vector>

#include "core/architecture.hpp"
#include "core/cost.hpp"
#include "core/limits.hpp"
#include "core/mdp.hpp"

namespace metaqnn {

/// A beginning of a network, and what it costs. Doubles: sums beyond 64 bits are over every limit.
struct Beginning {
    NodeId node = Mdp::start();
    FeatureMap map{1, 1};  ///< that the next layer gets
    Architecture network;  ///< the layers so far
    double parameters = 0.0;
    double multiply_adds = 0.0;
};

/// Looks ahead exactly: a beginning is allowed if and only if some network of the space that begins
/// with it is within all limits together.
///
/// What the rest of a network costs at least is known for each node and number of channels, by
/// dynamic programming; that, and the memory that the beginning needs whatever follows, decide
/// nearly all cases. Only where limits meet are completions tried one by one.
class LimitMask {
  public:
    /// @throws ConfigError if no network of the space is within the limits
    LimitMask(const Mdp& mdp, const Limits& limits, const StepShape& step);

    /// True if a network within the limits begins with `beginning` and this action of its node.
    /// @param mdp  the same as for the constructor
    bool allows(const Mdp& mdp, const Beginning& beginning, const Edge& edge) const;

  private:
    struct Least {
        double parameters = 0.0;
        double multiply_adds = 0.0;
    };
    std::size_t place(NodeId node, int channels) const;
    void find_least(const Mdp& mdp);
    bool within(const Beginning& whole) const;
    bool may_become_within(const Beginning& beginning) const;
    bool completes(const Mdp& mdp, const Beginning& beginning) const;

    Limits limits_;
    StepShape step_;
    ImageShape input_;
    std::vector<int> channels_;  // that a map can have, rising
    std::vector<Least> least_;   // of the rest of a network, each for itself; see place()
};

/// The beginning that an action leads to.
Beginning longer(const Mdp& mdp, const Beginning& beginning, const Edge& edge);

}  // namespace metaqnn
