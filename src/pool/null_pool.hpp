// Workers that answer at once, inside this process: for trying the search itself.
#pragma once

#include <deque>
#include <vector>

#include "core/evaluator_pool.hpp"

namespace metaqnn {

/// Every trial is answered by made_accuracy() at the next wait().
class NullPool final : public EvaluatorPool {
  public:
    /// @param workers at least 1
    explicit NullPool(int workers);

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
    std::deque<std::int32_t> idle_;
    std::vector<PoolEvent> events_;
};

}  // namespace metaqnn
