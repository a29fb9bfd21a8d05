// Which trial a worker gets next; see dispatch_plan.hpp.
#include "core/dispatch_plan.hpp"

#include <algorithm>
#include <vector>

namespace metaqnn {

void DispatchPlan::know(const TrialRow& row) {
    predictor_.add(row);
    epochs_ = std::max(epochs_, row.evaluation.epochs);
    ++results_;
    seconds_of_results_ += row.finished_seconds - row.started_seconds;
}

std::optional<WaitingTrial> DispatchPlan::take(double now, Wave wave,
                                               const std::function<bool(TrialId)>& may_start) {
    auto chosen = waiting_.end();
    bool one_fits = false;
    for (auto trial = waiting_.begin(); trial != waiting_.end(); ++trial) {
        const bool longer =
            chosen == waiting_.end() || trial->multiply_adds > chosen->multiply_adds;
        if (!longer || !fits(*trial, now)) continue;
        one_fits = true;
        if (!may_start(trial->trial)) continue;
        chosen = trial;
        if (wave == Wave::more) break;
    }
    refused_ = !one_fits && !waiting_.empty();
    if (chosen == waiting_.end()) return std::nullopt;
    if (!first_start_) first_start_ = now;
    const WaitingTrial trial = *chosen;
    waiting_.erase(chosen);
    return trial;
}

bool DispatchPlan::fits(const WaitingTrial& trial, double now) const {
    const double first_start = first_start_.value_or(now);
    if (now - first_start <= 0.1 * (deadline_ - first_start)) return true;
    const double whole = predictor_.seconds("", trial.multiply_adds, 0.5);
    return now + whole / epochs_ <= deadline_;
}

double DispatchPlan::began(WaitingTrial trial, std::string_view device, double now) {
    const double seconds = predictor_.seconds(device, trial.multiply_adds);
    foretold_ends_[trial.trial] = now + (seconds > 0.0 ? seconds : mean_of_results());
    return seconds;
}

double DispatchPlan::mean_of_results() const {
    return results_ == 0 ? 0.0 : seconds_of_results_ / static_cast<double>(results_);
}

std::optional<double> DispatchPlan::seconds_left(double now, std::int64_t unproposed,
                                                 int workers) const {
    if (results_ == 0) return std::nullopt;
    const double mean = mean_of_results();
    double others = mean * static_cast<double>(unproposed);
    for (const WaitingTrial& trial : waiting_) {
        const double foretold = predictor_.mean_seconds("", trial.multiply_adds);
        others += foretold > 0.0 ? foretold : mean;
    }
    std::vector<double> in_work;
    for (const auto& [trial, end] : foretold_ends_) in_work.push_back(std::max(0.0, end - now));
    return metaqnn::seconds_left(in_work, others, workers);
}

double seconds_left(std::span<const double> in_work, double others, int workers) {
    double sum = others;
    double longest = 0.0;
    for (const double seconds : in_work) {
        sum += seconds;
        longest = std::max(longest, seconds);
    }
    return std::max(longest, sum / workers);
}

}  // namespace metaqnn
