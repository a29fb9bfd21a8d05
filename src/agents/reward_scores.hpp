// Rewards as scores by rank, which a linear model can follow.
#pragma once

#include <span>
#include <vector>

namespace metaqnn {

/// Logistic scores: ln(p / (1 - p)) of a reward's rank p in (0, 1) among known ones, scaled to a
/// variance of 1. Accuracies are far from linear in the choices: they crowd near the best and fall
/// to chance where a training fails. Ranks undo both, whatever their shape.
class RewardScores {
  public:
    /// @param rewards  at least one, in any order
    explicit RewardScores(std::span<const double> rewards);

    /// Equal rewards have equal scores, 0 stands for the median. Bounded for rewards beyond the
    /// known ones.
    double score(double reward) const;
    /// The other way, between known rewards by interpolation; not under the worst, and over the
    /// best along the line from the median through the best.
    double reward(double score) const;

  private:
    std::vector<double> sorted_;
};

}  // namespace metaqnn
