// Port: the workers as the manager sees them. Implemented over local processes and over MPI ranks.
#pragma once

#include <chrono>
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

/// A worker is gone for good. Its trial's Evaluation comes before, if it had one.
/// The loop tells its observer so, too, of a worker without a trial that it has given up.
struct WorkerLost {
    std::int32_t worker;
    std::string message;
};

using PoolEvent = std::variant<WorkerReady, WorkerRestarted, WorkerLost, EpochReport, Evaluation>;

enum class WorkerState {
    starting,  ///< not ready, or no more: its trainer is replaced
    idle,      ///< ready, without a trial
    busy,      ///< has a trial
    lost,      ///< for good
};

/// A fixed set of workers, each doing one trial at a time, numbered from 0.
class EvaluatorPool {
  public:
    EvaluatorPool() = default;
    EvaluatorPool(const EvaluatorPool&) = delete;
    EvaluatorPool& operator=(const EvaluatorPool&) = delete;
    virtual ~EvaluatorPool() = default;

    /// Number of workers, ready or not.
    virtual int size() const = 0;
    /// @param worker  in [0, size())
    virtual WorkerState state(std::int32_t worker) const = 0;
    /// Gives a trial to a worker. @throws LogicError if it is not idle
    virtual void submit(const Trial& trial, std::int32_t worker) = 0;
    bool is_idle(std::int32_t worker) const { return state(worker) == WorkerState::idle; }
    /// Number of workers that are idle.
    int idle() const {
        int count = 0;
        for (std::int32_t worker = 0; worker < size(); ++worker) count += is_idle(worker) ? 1 : 0;
        return count;
    }
    /// Everything that happened, oldest first; waits at most `timeout` for the first event and does
    /// not spin. Every submitted trial ends with exactly one Evaluation.
    /// @throws IoError if no worker can be brought to work (its message says why); everything that
    ///         happened before has been told
    virtual std::vector<PoolEvent> wait(std::chrono::milliseconds timeout) = 0;
    /// Asks all trials in work to end with Status::stopped; their Evaluations follow.
    virtual void stop() = 0;
};

}  // namespace metaqnn
