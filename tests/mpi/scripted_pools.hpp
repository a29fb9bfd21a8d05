// Pools of one worker that behave as a worker rank seldom sees it.
#pragma once

#include <optional>
#include <thread>
#include <utility>

#include "core/error.hpp"
#include "core/evaluator_pool.hpp"

namespace metaqnn {

/// A pool of one worker.
class OneWorker : public EvaluatorPool {
  public:
    int size() const final { return 1; }
};

/// Begins trials and ends them only when asked to stop.
class EndlessPool final : public OneWorker {
  public:
    WorkerState state(std::int32_t) const override {
        return trial_ ? WorkerState::busy : WorkerState::idle;
    }
    void submit(const Trial& trial, std::int32_t) override { trial_ = trial; }
    std::vector<PoolEvent> wait(std::chrono::milliseconds timeout) override {
        if (events_.empty()) std::this_thread::sleep_for(timeout);
        return std::exchange(events_, {});
    }
    void stop() override {
        if (!trial_) return;
        Evaluation evaluation;
        evaluation.trial = trial_->id;
        evaluation.status = Status::stopped;
        trial_.reset();
        events_.emplace_back(std::move(evaluation));
    }

  private:
    std::optional<Trial> trial_;
    std::vector<PoolEvent> events_{WorkerReady{0, "this process", "none"}};
};

/// Says that it is ready, yet never takes a trial: its trainer has just died.
class StartingPool final : public OneWorker {
  public:
    WorkerState state(std::int32_t) const override { return WorkerState::starting; }
    void submit(const Trial&, std::int32_t) override { throw LogicError("no worker is idle"); }
    std::vector<PoolEvent> wait(std::chrono::milliseconds timeout) override {
        if (events_.empty()) std::this_thread::sleep_for(timeout);
        return std::exchange(events_, {});
    }
    void stop() override {}

  private:
    std::vector<PoolEvent> events_{WorkerReady{0, "this process", "none"}};
};

/// Takes one trial, then can do no more work.
class BreakingPool final : public OneWorker {
  public:
    WorkerState state(std::int32_t) const override { return WorkerState::idle; }
    void submit(const Trial&, std::int32_t) override { broken_ = true; }
    std::vector<PoolEvent> wait(std::chrono::milliseconds timeout) override {
        if (broken_) throw IoError("the device is lost");
        if (events_.empty()) std::this_thread::sleep_for(timeout);
        return std::exchange(events_, {});
    }
    void stop() override {}

  private:
    bool broken_ = false;
    std::vector<PoolEvent> events_{WorkerReady{0, "this process", "none"}};
};

}  // namespace metaqnn
