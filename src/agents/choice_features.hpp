// What a choice looks like to a network: numbers that tell the layers so far and the action.
#pragma once

#include <Eigen/Core>
#include <span>

#include "core/mdp.hpp"

namespace metaqnn {

/// Features of a choice: depth and bin of the side as parts of their largest, FC layers in a row;
/// then of each layer so far, by its depth, and of the action: its kind, one of six, and log2 of
/// filters, units or the number of the block, field and stride, about 1 at most. Nothing stands
/// where there is no layer yet.
class ChoiceFeatures {
  public:
    explicit ChoiceFeatures(const Mdp& mdp);

    Eigen::Index count() const { return count_; }
    /// @param before  slots of the choices so far; @param choice  that of the action
    Eigen::VectorXf of(std::span<const SlotId> before, SlotId choice) const;

  private:
    Eigen::Index count_;
    Eigen::MatrixXf places_;   // of the state of each slot, one a column
    Eigen::MatrixXf actions_;  // of the action of each slot
};

}  // namespace metaqnn
