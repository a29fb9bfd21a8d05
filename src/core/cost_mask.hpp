// Limits of costs that are told from the layers of a network.
#pragma once

#include <vector>

#include "core/cost.hpp"
#include "core/limit_mask.hpp"
#include "core/limits.hpp"

namespace metaqnn {

/// A mask for costs that are sums over the layers, and for memory.
///
/// What the rest of a network costs at least is known for each node and number of channels, by
/// dynamic programming; that, and the memory that the beginning needs whatever follows, decide
/// nearly all cases. Only where limits meet are completions tried one by one.
class CostMask : public LimitMask {
  public:
    /// @param step  decides the memory of a training step
    /// @throws ConfigError if no network of the space is within the limits
    CostMask(const Mdp& mdp, const Limits& limits, const StepShape& step);

    std::vector<std::int32_t> choices(const Mdp& mdp, NodeId node,
                                      const Architecture& beginning) const override;

  private:
    // A beginning of a network, and what it costs. Doubles: sums beyond 64 bits are over every
    // limit.
    struct Beginning {
        NodeId node = Mdp::start();
        FeatureMap map{1, 1};  // that the next layer gets
        Architecture network;  // the layers so far
        double parameters = 0.0;
        double multiply_adds = 0.0;
        double activations = 0.0;
    };
    struct Least {
        double parameters = 0.0;
        double multiply_adds = 0.0;
        double seconds = 0.0;
    };
    static Beginning longer(const Beginning& beginning, const Layer& layer, NodeId next);
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

}  // namespace metaqnn
