// The wish to stop: signals and the time limit.
#pragma once

#include <chrono>

#include "core/clock.hpp"

namespace metaqnn {

/// From now on SIGINT, SIGTERM, SIGUSR1 and SIGUSR2 are the wish to stop and end nothing by
/// themselves. Called first of all: a batch system may send one while MPI is still starting.
/// @throws IoError
void catch_stop_signals();

/// Tells of what catch_stop_signals() caught, which it calls; a second SIGINT ends the
/// process at once, as people expect. One object a process.
class StopSignals final : public StopToken {
  public:
    /// @param limit_seconds stop after so much time; 0: never
    explicit StopSignals(double limit_seconds);

    bool stop_requested() const override;

  private:
    std::chrono::steady_clock::time_point end_;
};

/// Seconds of a monotonic clock, beginning at `offset`: where an earlier session ended.
class SessionClock final : public Clock {
  public:
    explicit SessionClock(double offset)
        : start_(std::chrono::steady_clock::now()), offset_(offset) {}

    double seconds() const override {
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start_;
        return offset_ + passed.count();
    }

  private:
    std::chrono::steady_clock::time_point start_;
    double offset_;
};

}  // namespace metaqnn
