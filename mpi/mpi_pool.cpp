// The manager's side of the workers; see mpi_pool.hpp.
#include "mpi/mpi_pool.hpp"

#include <algorithm>
#include <utility>

#include "core/error.hpp"

namespace metaqnn {
namespace {

int rank_of(std::int32_t worker) { return worker + 1; }

}  // namespace

MpiPool::MpiPool(MpiEnvironment& mpi, double silence_seconds)
    : mpi_(mpi),
      longest_silence_(silence_seconds),
      messenger_(mpi),
      workers_(static_cast<std::size_t>(mpi.size() - 1)) {}

MpiPool::~MpiPool() {
    try {
        for (std::int32_t number = 0; number < size(); ++number) {
            messenger_.send(rank_of(number), wire::Shutdown{});
        }
        const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
        Backoff backoff;
        const auto is_gone = [](const Worker& worker) { return worker.ended || worker.silent; };
        while (!std::all_of(workers_.begin(), workers_.end(), is_gone) &&
               std::chrono::steady_clock::now() < end) {
            if (const auto received = messenger_.receive()) {
                if (!received->message ||
                    std::holds_alternative<wire::Shutdown>(*received->message)) {
                    workers_[static_cast<std::size_t>(received->rank - 1)].ended = true;
                }
            } else {
                backoff.sleep();
            }
        }
        messenger_.flush(std::chrono::seconds(1));
        const auto has_ended = [](const Worker& worker) { return worker.ended; };
        if (!std::all_of(workers_.begin(), workers_.end(), has_ended)) mpi_.give_up_rank();
    } catch (const Error&) {
        // The connection is gone, so nobody is left to be told.
    }
}

WorkerState MpiPool::state(std::int32_t worker) const {
    const Worker& asked = workers_.at(static_cast<std::size_t>(worker));
    if (asked.lost) return WorkerState::lost;
    if (asked.trial) return WorkerState::busy;
    return asked.ready ? WorkerState::idle : WorkerState::starting;
}

void MpiPool::submit(const Trial& trial, std::int32_t worker) {
    expect(is_idle(worker), "MpiPool::submit: the worker is not idle");
    workers_[static_cast<std::size_t>(worker)].trial = trial;
    messenger_.send(rank_of(worker), trial);
}

std::vector<PoolEvent> MpiPool::wait(std::chrono::milliseconds timeout) {
    if (!defect_.empty()) throw IoError(defect_);
    const auto end = std::chrono::steady_clock::now() + timeout;
    std::vector<PoolEvent> events;
    Backoff backoff;
    while (true) {
        while (const auto received = messenger_.receive()) take_in(*received, events);
        find_silent(events);
        if (!events.empty() || std::chrono::steady_clock::now() >= end) return events;
        backoff.sleep();
    }
}

void MpiPool::find_silent(std::vector<PoolEvent>& events) {
    if (longest_silence_.count() <= 0.0) return;
    const auto now = std::chrono::steady_clock::now();
    // A manager that was away itself, stopped or held up by a disk, could hear nobody.
    const bool was_away = now - looked_ > longest_silence_ / 4;
    looked_ = now;
    for (std::int32_t number = 0; number < size(); ++number) {
        Worker& worker = workers_[static_cast<std::size_t>(number)];
        if (worker.lost || worker.heard == TimePoint::max()) continue;
        if (was_away) worker.heard = now;
        if (now - worker.heard <= longest_silence_) continue;
        worker.silent = true;
        on_failure(number, "it has said nothing for too long (workers.silence_seconds)", events);
    }
}

void MpiPool::stop() {
    for (std::int32_t number = 0; number < size(); ++number) {
        const Worker& worker = workers_[static_cast<std::size_t>(number)];
        if (worker.trial) messenger_.send(rank_of(number), wire::Stop{});
    }
}

void MpiPool::take_in(const Received& received, std::vector<PoolEvent>& events) {
    const std::int32_t number = received.rank - 1;
    Worker& worker = workers_.at(static_cast<std::size_t>(number));
    if (!received.message) {
        worker.ended = true;
        on_failure(number, "its process has ended", events);
    } else if (!worker.lost) {
        worker.heard = std::chrono::steady_clock::now();
        take_in(number, *received.message, events);
    }
}

void MpiPool::take_in(std::int32_t number, const wire::Message& message,
                      std::vector<PoolEvent>& events) {
    if (std::holds_alternative<wire::Alive>(message)) return;
    Worker& worker = workers_[static_cast<std::size_t>(number)];
    if (const auto* ready = std::get_if<wire::Ready>(&message)) {
        worker.ready = true;
        worker.host = ready->host;
        events.emplace_back(WorkerReady{number, ready->host, ready->device});
    } else if (const auto* restarted = std::get_if<wire::Restarted>(&message)) {
        worker.ready = false;
        events.emplace_back(WorkerRestarted{number, restarted->message});
    } else if (const auto* epoch = std::get_if<EpochReport>(&message)) {
        EpochReport report = *epoch;
        report.worker = number;
        events.emplace_back(report);
    } else if (const auto* result = std::get_if<Evaluation>(&message)) {
        Evaluation evaluation = *result;
        evaluation.worker = number;
        evaluation.host = worker.host;
        worker.trial.reset();
        events.emplace_back(std::move(evaluation));
    } else if (const auto* failure = std::get_if<wire::Failure>(&message)) {
        on_failure(number, failure->message, events);
    } else {
        throw IoError("rank " + std::to_string(rank_of(number)) + " sent what no worker sends");
    }
}

void MpiPool::on_failure(std::int32_t number, const std::string& message,
                         std::vector<PoolEvent>& events) {
    Worker& worker = workers_[static_cast<std::size_t>(number)];
    if (worker.lost) return;
    worker.ready = false;
    const std::string text =
        "rank " + std::to_string(rank_of(number)) + " can do no more work: " + message;
    const auto lost = [](const Worker& w) { return w.lost; };
    worker.lost = true;
    if (std::all_of(workers_.begin(), workers_.end(), lost)) defect_ = text;
    if (worker.trial) {
        // It was never begun or its end is unknown: another worker does it.
        Evaluation evaluation;
        evaluation.trial = worker.trial->id;
        evaluation.task = worker.trial->task;
        evaluation.status = Status::stopped;
        evaluation.worker = number;
        evaluation.host = worker.host;
        evaluation.message = text;
        worker.trial.reset();
        events.emplace_back(std::move(evaluation));
    }
    events.emplace_back(WorkerLost{number, text});
}

}  // namespace metaqnn
