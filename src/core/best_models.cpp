// The best networks; see best_models.hpp.
#include "core/best_models.hpp"

#include <algorithm>

namespace metaqnn {

std::optional<TrialId> BestModels::add(const TrialRow& row) {
    const Evaluation& evaluation = row.evaluation;
    if (evaluation.status != Status::ok || !evaluation.weights_stored) return std::nullopt;
    const Entry entry{row.reward, evaluation.trial};
    const auto better = [](const Entry& a, const Entry& b) {
        return a.reward > b.reward || (a.reward == b.reward && a.trial < b.trial);
    };
    entries_.insert(std::upper_bound(entries_.begin(), entries_.end(), entry, better), entry);
    if (entries_.size() <= static_cast<std::size_t>(size_)) return std::nullopt;
    const TrialId dropped = entries_.back().trial;
    entries_.pop_back();
    return dropped;
}

double BestModels::threshold() const {
    if (size_ == 0) return 2.0;
    const bool full = entries_.size() == static_cast<std::size_t>(size_);
    return full && objective_ == ObjectiveKind::accuracy ? entries_.back().reward : -1.0;
}

std::vector<TrialId> BestModels::trials() const {
    std::vector<TrialId> trials;
    for (const Entry& entry : entries_) trials.push_back(entry.trial);
    return trials;
}

}  // namespace metaqnn
