// Workers that answer at once; see null_pool.hpp.
#include "pool/null_pool.hpp"

#include <thread>
#include <utility>

#include "core/error.hpp"

namespace metaqnn {

NullPool::NullPool(int workers, Answers answers) : answers_(std::move(answers)) {
    expect(workers >= 1, "NullPool: no worker");
    for (std::int32_t worker = 0; worker < workers; ++worker) {
        idle_.push_back(true);
        events_.emplace_back(WorkerReady{worker, "this process", "none"});
    }
}

void NullPool::submit(const Trial& trial, std::int32_t worker) {
    expect(is_idle(worker), "NullPool::submit: the worker is not idle");
    idle_[static_cast<std::size_t>(worker)] = false;
    const RecordedTraining answer = answers_(trial);
    Evaluation evaluation;
    evaluation.trial = trial.id;
    evaluation.task = trial.task;
    evaluation.accuracy = answer.accuracy;
    evaluation.epochs = evaluation.best_epoch = static_cast<std::int32_t>(answer.curve.size());
    evaluation.worker = worker;
    evaluation.host = "this process";
    evaluation.device = "none";
    for (EpochReport report : epoch_reports(trial, answer)) {
        report.worker = worker;
        events_.emplace_back(report);
    }
    events_.emplace_back(std::move(evaluation));
}

std::vector<PoolEvent> NullPool::wait(std::chrono::milliseconds timeout) {
    if (events_.empty()) std::this_thread::sleep_for(timeout);
    for (const PoolEvent& event : events_) {
        const auto* done = std::get_if<Evaluation>(&event);
        if (done != nullptr) idle_[static_cast<std::size_t>(done->worker)] = true;
    }
    return std::exchange(events_, {});
}

}  // namespace metaqnn
