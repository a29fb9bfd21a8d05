// Ports: the time, and the wish to stop.
#pragma once

namespace metaqnn {

class Clock {
  public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    /// Seconds since the start of the run's first session; never falls.
    virtual double seconds() const = 0;
};

class StopToken {
  public:
    StopToken() = default;
    StopToken(const StopToken&) = delete;
    StopToken& operator=(const StopToken&) = delete;
    virtual ~StopToken() = default;

    /// True from the moment that a signal or the time limit asks the run to end.
    virtual bool stop_requested() const = 0;
};

}  // namespace metaqnn
