// Workers that answer at once, inside this process: for trying the search itself and its agents.
#pragma once

#include <deque>
#include <vector>

#include "core/evaluator_pool.hpp"
#include "pool/made_trainer.hpp"

namespace metaqnn {

/// Every trial is answered at the next wait(), in the order in which they were submitted.
class NullPool final : public EvaluatorPool {
  public:
    /// @param workers at least 1
    NullPool(int workers, Answers answers);

    int size() const override { return workers_; }
    int idle() const override { return static_cast<int>(idle_.size()); }
    std::int32_t submit(const Trial& trial) override;
    std::optional<std::int32_t> submit_elsewhere(const Trial& trial, std::int32_t) override {
        return submit(trial);  // there is no trainer to kill
    }
    std::vector<PoolEvent> wait(std::chrono::milliseconds timeout) override;
    void stop() override {}

  private:
    int workers_;
    Answers answers_;
    std::deque<std::int32_t> idle_;
    std::vector<PoolEvent> events_;
};

}  // namespace metaqnn
