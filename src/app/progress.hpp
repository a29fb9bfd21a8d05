// What a person sees of a running search, and the side files that follow the journal.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "config/run_config.hpp"
#include "core/search_loop.hpp"

namespace metaqnn {

/// Where progress goes.
enum class ProgressStyle {
    line,   ///< a terminal: one line that is rewritten
    lines,  ///< a file or a pipe: a line a trial
};

/// lines unless standard output and standard error are terminals.
ProgressStyle progress_style();

/// Shows progress on standard output.
class Progress final : public SearchObserver {
  public:
    /// What to do with what the loop hands over.
    struct Actions {
        std::function<void(TrialId)> drop_weights;
        std::function<void(TrialId)> drop_training;  ///< its saved state: the result is safe
        std::function<void(const Checkpoint&)> write_checkpoint;
    };

    /// @param config  of the run; @param clock @param plan outlive the object
    Progress(ProgressStyle style, const RunConfig& config, const Clock& clock,
             const DispatchPlan& plan, Actions actions);
    ~Progress() override;

    void on_result(const TrialRow& row) override;
    void on_event(const PoolEvent& event) override;
    void on_pass(const TrialSource& state, int busy, int workers) override;
    void on_drop(TrialId trial) override { actions_.drop_weights(trial); }
    void on_checkpoint(const Checkpoint& checkpoint) override {
        actions_.write_checkpoint(checkpoint);
    }
    /// Results of earlier sessions: they count for the best so far.
    void know(const TrialRow& row);

  private:
    void print_result(const TrialRow& row) const;
    std::string status_line(const TrialSource& state, int busy, int workers) const;
    std::string time_left(const TrialSource& state, int workers) const;
    void clear_line() const;

    ProgressStyle style_;
    std::int64_t trials_;
    bool follows_epsilon_;  // the run
    const Clock& clock_;
    const DispatchPlan& plan_;
    Actions actions_;
    std::int64_t results_ = 0;
    double best_reward_ = 0.0;
    double best_accuracy_ = 0.0;
    std::string best_architecture_;
    std::chrono::steady_clock::time_point last_print_{};
};

}  // namespace metaqnn
