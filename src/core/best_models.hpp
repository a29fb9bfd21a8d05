// The best networks of a search, for the weights that are kept.
#pragma once

#include <optional>
#include <vector>

#include "core/journal.hpp"

namespace metaqnn {

/// The best `size` trials whose weights are stored, by accuracy; equal ones by trial.
class BestModels {
  public:
    explicit BestModels(int size) : size_(size) {}

    /// Takes a result in. @returns the trial whose stored weights are not wanted any more: the one
    /// that fell off the list, this one if it never came on it, none if nothing is to be removed
    std::optional<TrialId> add(const TrialRow& row);
    /// A training stores its weights if its accuracy is greater than this; 2 if none is kept.
    double threshold() const;
    /// Trials on the list, best first.
    std::vector<TrialId> trials() const;

  private:
    struct Entry {
        double accuracy;
        TrialId trial;
    };
    int size_;
    std::vector<Entry> entries_;  // best first
};

}  // namespace metaqnn
