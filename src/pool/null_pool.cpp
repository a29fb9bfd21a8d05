// Workers that answer at once; see null_pool.hpp.
#include "pool/null_pool.hpp"

#include <thread>
#include <utility>

#include "core/error.hpp"

namespace metaqnn {

NullPool::NullPool(int workers, Answers answers) : workers_(workers), answers_(std::move(answers)) {
    expect(workers >= 1, "NullPool: no worker");
    for (std::int32_t worker = 0; worker < workers; ++worker) {
        idle_.push_back(worker);
        events_.emplace_back(WorkerReady{worker, "this process", "none"});
    }
}

std::int32_t NullPool::submit(const Trial& trial) {
    expect(!idle_.empty(), "NullPool::submit: no worker is idle");
    const RecordedTraining answer = answers_(trial);
    Evaluation evaluation;
    evaluation.trial = trial.id;
    evaluation.task = trial.task;
    evaluation.accuracy = answer.accuracy;
    evaluation.epochs = evaluation.best_epoch = static_cast<std::int32_t>(answer.curve.size());
    evaluation.worker = idle_.front();
    evaluation.host = "this process";
    evaluation.device = "none";
    idle_.pop_front();
    for (EpochReport report : epoch_reports(trial, answer)) {
        report.worker = evaluation.worker;
        events_.emplace_back(report);
    }
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
