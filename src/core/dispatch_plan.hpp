// Which trial a worker gets next, and what the time that is left allows.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string_view>

#include "core/journal.hpp"
#include "core/time_predictor.hpp"

namespace metaqnn {

/// A trial that waits for a worker.
struct WaitingTrial {
    TrialId trial = 0;
    std::int64_t multiply_adds = 0;
};

/// What comes after the trials that wait.
enum class Wave {
    more,  ///< others will be proposed
    last,  ///< nothing: the search ends with them
};

/// The trials that wait for a worker, in the order in which they are best started.
///
/// They are started as they came; in the last wave the one that will take longest (has the most
/// multiply-adds) is first, so that all workers end together. Shortly before the deadline only
/// those are started whose first epoch is foretold to end in time (median): an interrupted training
/// goes on from its last epoch. What is not known to be too long is started, and so is anything in
/// the first tenth of the time from the first start to the deadline: a later session has no more to
/// offer.
///
/// Times are seconds of the run's clock; they change the order of trials, never their results.
class DispatchPlan {
  public:
    /// @param deadline  when all work is interrupted; infinity: never
    explicit DispatchPlan(double deadline = std::numeric_limits<double>::infinity())
        : deadline_(deadline) {}

    /// Learns how long trainings take: every row of the journal's trials, in their order.
    void know(const TrialRow& row);

    /// A trial waits from now on.
    void add(WaitingTrial trial) {
        waiting_.push_back(trial);
        refused_ = false;
    }
    /// The same, before all that wait: a trial that is to be tried again.
    void add_again(WaitingTrial trial) {
        waiting_.push_front(trial);
        refused_ = false;
    }
    /// The trial to start now, which waits no more; none if none waits, ends in time and may start.
    /// @param may_start  whether there is a worker for a trial
    std::optional<WaitingTrial> take(
        double now, Wave wave,
        const std::function<bool(TrialId)>& may_start = [](TrialId) { return true; });
    /// True if at the last take() trials waited and none would have ended in time, and no other
    /// has come since.
    bool refused() const { return refused_; }

    /// A worker began a trial. @returns the seconds foretold, 0: not known
    double began(WaitingTrial trial, std::string_view device, double now);
    /// A trial is in work no more.
    void ended(TrialId trial) { foretold_ends_.erase(trial); }

    /// About how long the rest will take; none before the first result.
    /// @param unproposed  trials besides those in work and waiting
    std::optional<double> seconds_left(double now, std::int64_t unproposed, int workers) const;

  private:
    bool fits(const WaitingTrial& trial, double now) const;
    double mean_of_results() const;

    double deadline_;
    std::optional<double> first_start_;  // of a trial in this session
    TimePredictor predictor_;
    std::int32_t epochs_ = 1;  // of a whole training
    std::int64_t results_ = 0;
    double seconds_of_results_ = 0.0;
    std::deque<WaitingTrial> waiting_;
    std::map<TrialId, double> foretold_ends_;  // of trials in work
    bool refused_ = false;
};

/// About how long trainings will take that are shared out to workers: no less than the longest.
///
/// @param in_work  seconds that each training in work still needs
/// @param others   sum of the seconds of those that are not begun
double seconds_left(std::span<const double> in_work, double others, int workers);

}  // namespace metaqnn
