// Workers that answer at once, inside this process: for trying the search itself and its agents.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/evaluator_pool.hpp"
#include "pool/made_trainer.hpp"

namespace metaqnn {

/// Every trial is answered at the next wait(), in the order in which they were submitted.
class NullPool final : public EvaluatorPool {
  public:
    /// @param workers at least 1
    NullPool(int workers, Answers answers);

    int size() const override { return static_cast<int>(idle_.size()); }
    WorkerState state(std::int32_t worker) const override {
        return idle_.at(static_cast<std::size_t>(worker)) ? WorkerState::idle : WorkerState::busy;
    }
    void submit(const Trial& trial, std::int32_t worker) override;
    std::vector<PoolEvent> wait(std::chrono::milliseconds timeout) override;
    void stop() override {}

  private:
    Answers answers_;
    std::vector<bool> idle_;  // by worker
    std::vector<PoolEvent> events_;
};

}  // namespace metaqnn
