// The wish to stop: signals and the end of the time.
#pragma once

#include <chrono>

#include "core/clock.hpp"

namespace metaqnn {

/// From now on SIGINT, SIGTERM, SIGUSR1, SIGUSR2, SIGPIPE and SIGHUP (unless it is ignored, as
/// under nohup) are the wish to stop and end nothing by themselves. Called first of all: a batch
/// system may send one while MPI is still starting.
/// @throws IoError
void catch_stop_signals();

/// Tells of what catch_stop_signals() caught, which it calls; a second SIGINT ends the
/// process at once, as people expect. One object a process.
class StopSignals final : public StopToken {
  public:
    /// @param deadline when to stop without a signal
    explicit StopSignals(std::chrono::steady_clock::time_point deadline);

    bool stop_requested() const override;

  private:
    std::chrono::steady_clock::time_point deadline_;
};

/// Seconds of a monotonic clock, beginning at `offset`: where an earlier session ended.
class SessionClock final : public Clock {
  public:
    explicit SessionClock(double offset)
        : start_(std::chrono::steady_clock::now()), offset_(offset) {}

    double seconds() const override { return at(std::chrono::steady_clock::now()); }
    /// The clock's seconds at some time.
    double at(std::chrono::steady_clock::time_point time) const {
        return offset_ + std::chrono::duration<double>(time - start_).count();
    }

  private:
    std::chrono::steady_clock::time_point start_;
    double offset_;
};

}  // namespace metaqnn
