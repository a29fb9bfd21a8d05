// Port: what trains a network. Implemented with LibTorch and by the made-up trainers.
#pragma once

#include "core/trial.hpp"

namespace metaqnn {

/// Told of a training's progress by the trainer.
class TrainingObserver {
  public:
    TrainingObserver() = default;
    TrainingObserver(const TrainingObserver&) = delete;
    TrainingObserver& operator=(const TrainingObserver&) = delete;
    virtual ~TrainingObserver() = default;

    /// After each epoch; again for the epochs before it when a training goes on from its state.
    virtual void on_epoch(const EpochReport& report) = 0;
    /// Asked between steps; true: save the state and end with Status::stopped, soon.
    virtual bool stop_requested() = 0;
};

/// Trains networks one after another, in the process that owns the device.
class Trainer {
  public:
    Trainer() = default;
    Trainer(const Trainer&) = delete;
    Trainer& operator=(const Trainer&) = delete;
    virtual ~Trainer() = default;

    /// Where it computes, e.g. "cpu" or "cuda:0".
    virtual std::string device() const = 0;
    /// Does the trial. Failures of the training are values: Evaluation::status and message.
    /// Equal trials give equal evaluations (but for seconds) on one kind of device.
    virtual Evaluation run(const Trial& trial, TrainingObserver& observer) = 0;
};

}  // namespace metaqnn
