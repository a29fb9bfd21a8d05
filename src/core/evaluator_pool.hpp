// Port: the workers as the manager sees them. Implemented over local processes and over MPI ranks.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/trial.hpp"

namespace metaqnn {

/// A worker is ready for its first trial.
struct WorkerReady {
    std::int32_t worker;
    std::string host;
    std::string device;
};

/// A trainer process ended or hung and was replaced. The trial's Evaluation follows by itself.
struct WorkerRestarted {
    std::int32_t worker;
    std::string message;
};

/// A worker is gone for good. Its trial's Evaluation (Status::stopped) comes before, if it had one.
struct WorkerLost {
    std::int32_t worker;
    std::string message;
};

using PoolEvent = std::variant<WorkerReady, WorkerRestarted, WorkerLost, EpochReport, Evaluation>;

/// A fixed set of workers, each doing one trial at a time, numbered from 0.
class EvaluatorPool {
  public:
    EvaluatorPool() = default;
    EvaluatorPool(const EvaluatorPool&) = delete;
    EvaluatorPool& operator=(const EvaluatorPool&) = delete;
    virtual ~EvaluatorPool() = default;

    /// Number of workers, ready or not.
    virtual int size() const = 0;
    /// Workers that are ready and have no trial.
    virtual int idle() const = 0;
    /// Gives a trial to an idle worker; returns the worker's number.
    /// @throws LogicError if none is idle
    virtual std::int32_t submit(const Trial& trial) = 0;
    /// The same for a trial that killed the trainer of worker `avoid`, which gets it only if no
    /// other is left. None: the others are busy, so the trial is to wait.
    virtual std::optional<std::int32_t> submit_elsewhere(const Trial& trial,
                                                         std::int32_t avoid) = 0;
    /// Everything that happened, oldest first; waits at most `timeout` for the first event and does
    /// not spin. Every submitted trial ends with exactly one Evaluation.
    /// @throws IoError if no worker can be brought to work (its message says why)
    virtual std::vector<PoolEvent> wait(std::chrono::milliseconds timeout) = 0;
    /// Asks all trials in work to end with Status::stopped; their Evaluations follow.
    virtual void stop() = 0;
};

}  // namespace metaqnn
