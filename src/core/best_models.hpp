// The best networks of a search, for the weights that are kept.
#pragma once

#include <optional>
#include <vector>

#include "core/journal.hpp"
#include "core/objective.hpp"

namespace metaqnn {

/// The best `size` trials whose weights are stored, by reward; equal ones by trial.
class BestModels {
  public:
    /// @param objective  what the rewards are made of
    explicit BestModels(int size, ObjectiveKind objective = ObjectiveKind::accuracy)
        : size_(size), objective_(objective) {}

    /// Takes a result in. @returns the trial whose stored weights are not wanted any more: the one
    /// that fell off the list, this one if it never came on it, none if nothing is to be removed
    std::optional<TrialId> add(const TrialRow& row);
    /// A training stores its weights if its accuracy is greater than this; 2 if none is kept, -1 if
    /// there is room or the reward is more than the accuracy, which tells nothing then.
    double threshold() const;
    /// Trials on the list, best first.
    std::vector<TrialId> trials() const;

  private:
    struct Entry {
        double reward;
        TrialId trial;
    };
    int size_;
    ObjectiveKind objective_;
    std::vector<Entry> entries_;  // best first
};

}  // namespace metaqnn
