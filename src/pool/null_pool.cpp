// Workers that answer at once; see null_pool.hpp.
#include "pool/null_pool.hpp"

#include <thread>
#include <utility>

#include "core/error.hpp"
#include "pool/made_trainer.hpp"

namespace metaqnn {

NullPool::NullPool(int workers) : workers_(workers) {
    expect(workers >= 1, "NullPool: no worker");
    for (std::int32_t worker = 0; worker < workers; ++worker) {
        idle_.push_back(worker);
        events_.emplace_back(WorkerReady{worker, "this process", "none"});
    }
}

std::int32_t NullPool::submit(const Trial& trial) {
    expect(!idle_.empty(), "NullPool::submit: no worker is idle");
    Evaluation evaluation;
    evaluation.trial = trial.id;
    evaluation.task = trial.task;
    evaluation.accuracy = made_accuracy(trial.architecture);
    evaluation.worker = idle_.front();
    evaluation.host = "this process";
    evaluation.device = "none";
    idle_.pop_front();
    events_.emplace_back(std::move(evaluation));
    return std::get<Evaluation>(events_.back()).worker;
}

std::vector<PoolEvent> NullPool::wait(std::chrono::milliseconds timeout) {
    if (events_.empty()) std::this_thread::sleep_for(timeout);
    for (const PoolEvent& event : events_) {
        if (const auto* done = std::get_if<Evaluation>(&event)) idle_.push_back(done->worker);
    }
    return std::exchange(events_, {});
}

}  // namespace metaqnn
