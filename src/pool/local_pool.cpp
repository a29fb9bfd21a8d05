// Watches trainer processes; see local_pool.hpp.
#include "pool/local_pool.hpp"

#include <algorithm>
#include <cerrno>
#include <thread>
#include <utility>

#include <poll.h>

#include "core/error.hpp"
#include "pool/memory_kills.hpp"

namespace metaqnn {
namespace {

using Clock = std::chrono::steady_clock;

constexpr Clock::time_point never = Clock::time_point::max();
constexpr int most_failed_starts = 3;
// No descriptor tells that a process has ended.
constexpr std::chrono::milliseconds look_for_death{2};
// A trainer checks training.trial_seconds itself, between steps; this much later it is hung.
constexpr double trial_grace_seconds = 30.0;

Clock::time_point after(double seconds) {
    return Clock::now() +
           std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

Clock::time_point limit(double seconds, double grace = 0.0) {
    return seconds > 0.0 ? after(seconds + grace) : never;
}

// An answer for a trial whose trainer cannot give one any more.
Evaluation answer_for(const Trial& trial, Status status, const std::string& message) {
    Evaluation evaluation;
    evaluation.trial = trial.id;
    evaluation.task = trial.task;
    evaluation.status = status;
    evaluation.message = message;
    return evaluation;
}

}  // namespace

LocalPool::LocalPool(LocalPoolSettings settings, const TrainerSetup& setup)
    : settings_(std::move(settings)) {
    expect(settings_.workers >= 1, "LocalPool: no worker");
    for (std::int32_t number = 0; number < settings_.workers; ++number) {
        Worker& worker = workers_.emplace_back();
        worker.number = number;
        worker.setup = setup;
        worker.setup.local_rank += number;
        start(worker);
    }
}

LocalPool::~LocalPool() {
    for (const Worker& worker : workers_) {
        if (worker.process) worker.process->send(wire::Shutdown{});
    }
    const auto end = after(2.0);
    const auto alive = [](Worker& worker) {
        if (!worker.process) return false;
        worker.process->drain_output();
        try {
            while (worker.process->poll()) {
            }
        } catch (const IoError&) {
            return false;  // its last message was cut off: it is killed below
        }
        return !worker.process->ended() && !worker.process->exited();
    };
    while (std::any_of(workers_.begin(), workers_.end(), alive) && Clock::now() < end) {
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

// One that was killed may still have answered its trial; it must get no other.
WorkerState LocalPool::state(std::int32_t worker) const {
    const Worker& asked = workers_.at(static_cast<std::size_t>(worker));
    if (!asked.process) return WorkerState::lost;
    if (asked.trial) return WorkerState::busy;
    return asked.ready && !asked.death_end ? WorkerState::idle : WorkerState::starting;
}

void LocalPool::submit(const Trial& trial, std::int32_t number) {
    expect(is_idle(number), "LocalPool::submit: the worker is not idle");
    Worker& worker = workers_[static_cast<std::size_t>(number)];
    worker.trial = trial;
    worker.begin = Clock::now();
    worker.epochs = 0;
    worker.epoch_end = limit(settings_.epoch_seconds);
    worker.trial_end = limit(worker.setup.recipe.trial_seconds, trial_grace_seconds);
    worker.stop_end = never;
    // If the trainer has just died, the end of its channel tells: the trial ends as crashed.
    worker.process->send(trial);
}

std::vector<PoolEvent> LocalPool::wait(std::chrono::milliseconds timeout) {
    if (!defect_.empty()) throw IoError(defect_);
    const auto end = Clock::now() + timeout;
    std::vector<PoolEvent> events;
    while (true) {
        reap_abandoned();
        for (Worker& worker : workers_) {
            if (worker.process) collect(worker, events);
        }
        const auto now = Clock::now();
        forgive_absence(now);
        for (Worker& worker : workers_) enforce_limits(worker, now, events);
        if (!events.empty() || now >= end) return events;
        wait_for_input(end);
    }
}

// A job that is suspended stops the trainers, too, but not the clock.
void LocalPool::forgive_absence(TimePoint now) {
    constexpr std::chrono::seconds longest_pause{1};
    const auto away = now - std::exchange(looked_, now);
    if (away <= longest_pause) return;
    for (Worker& worker : workers_) {
        for (TimePoint* end :
             {&worker.start_end, &worker.epoch_end, &worker.trial_end, &worker.stop_end}) {
            if (*end != never) *end += away;
        }
        if (worker.death_end) *worker.death_end += away;
    }
}

void LocalPool::stop() {
    for (Worker& worker : workers_) {
        if (!worker.trial) continue;
        worker.process->send(wire::Stop{});
        worker.stop_end = after(settings_.stop_seconds);
    }
}

void LocalPool::start(Worker& worker) {
    worker.ready = false;
    worker.sentence.reset();
    worker.unreadable = false;
    worker.death_end.reset();
    worker.failure.clear();
    worker.start_end = limit(settings_.start_seconds);
    worker.memory_kills = count_memory_kills();
    worker.process = std::make_unique<TrainerProcess>(settings_.command);
    worker.process->send(worker.setup);
}

void LocalPool::wait_for_input(TimePoint end) const {
    std::vector<pollfd> descriptors;
    for (const Worker& worker : workers_) {
        if (!worker.process) continue;
        // One that has ended would always be ready.
        if (!worker.process->ended()) descriptors.push_back({worker.process->channel(), POLLIN, 0});
        if (!worker.process->is_silent()) {
            descriptors.push_back({worker.process->output(), POLLIN, 0});
        }
        end = std::min(end, next_limit(worker));
        if (worker.death_end) end = std::min(end, Clock::now() + look_for_death);
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
    const auto milliseconds = std::max<std::int64_t>(0, left.count());
    // A signal ends the wait early: the caller looks whether it is to stop.
    if (::poll(descriptors.data(), descriptors.size(), static_cast<int>(milliseconds)) < 0 &&
        errno != EINTR) {
        throw IoError("cannot wait for the trainer processes (poll failed)");
    }
}

void LocalPool::collect(Worker& worker, std::vector<PoolEvent>& events) {
    // Before its messages are read, so that none is lost. A process that it began may still hold
    // the channel.
    const bool exited = worker.process->exited();
    worker.process->drain_output();
    try {
        while (!worker.unreadable) {
            const auto message = worker.process->poll();
            if (!message) break;
            take_in(worker, *message, events);
        }
    } catch (const IoError& error) {
        worker.failure = error.what();
        worker.unreadable = true;
    }
    if (exited) {
        bury(worker, events);
    } else if (worker.unreadable || worker.process->ended()) {
        kill(worker);  // one that has closed its channel without ending is hung as well
    }
}

void LocalPool::kill(Worker& worker) const {
    worker.process->kill();
    if (!worker.death_end) worker.death_end = after(settings_.death_seconds);
}

void LocalPool::reap_abandoned() {
    std::erase_if(abandoned_, [](const std::unique_ptr<TrainerProcess>& process) {
        if (!process->exited()) return false;
        process->reap();
        return true;
    });
}

void LocalPool::take_in(Worker& worker, const wire::Message& message,
                        std::vector<PoolEvent>& events) {
    if (const auto* ready = std::get_if<wire::Ready>(&message)) {
        worker.ready = true;
        worker.failed_starts = 0;
        worker.host = ready->host;
        worker.device = ready->device;
        events.emplace_back(WorkerReady{worker.number, ready->host, ready->device});
    } else if (const auto* epoch = std::get_if<EpochReport>(&message)) {
        EpochReport report = *epoch;
        report.worker = worker.number;
        worker.epochs = report.epoch;
        worker.epoch_end = limit(settings_.epoch_seconds);
        events.emplace_back(report);
    } else if (const auto* result = std::get_if<Evaluation>(&message)) {
        if (!worker.trial) throw IoError("the trainer sent a result that nobody asked for");
        Evaluation evaluation = *result;
        evaluation.worker = worker.number;
        evaluation.host = worker.host;
        worker.trial.reset();
        events.emplace_back(std::move(evaluation));
    } else if (const auto* failure = std::get_if<wire::Failure>(&message)) {
        worker.failure = failure->message;
    } else {
        throw IoError("the trainer sent what no trainer sends");
    }
}

void LocalPool::bury(Worker& worker, std::vector<PoolEvent>& events) {
    worker.process->kill();  // what it has begun, too
    worker.process->drain_output();
    const bool ended = worker.process->exited();
    const ProcessEnd end =
        ended ? worker.process->reap()
              : ProcessEnd{false, "process " + worker.process->number() +
                                      " does not end although it was killed (it waits for a "
                                      "device or a file system)"};
    const bool out_of_memory =
        end.killed && !worker.sentence && count_memory_kills() > worker.memory_kills;
    std::string message = last_words(worker, end, out_of_memory);
    if (!ended && message.find(end.text) == std::string::npos) message += "; " + end.text;
    message = wire::first_line(message);
    if (!ended) abandoned_.push_back(std::move(worker.process));
    if (worker.trial) {
        const Status status =
            worker.sentence.value_or(out_of_memory ? Status::out_of_memory : Status::crashed);
        Evaluation evaluation = answer_for(*worker.trial, status, message);
        evaluation.trainer_died = !worker.sentence;
        evaluation.seconds = std::chrono::duration<double>(Clock::now() - worker.begin).count();
        evaluation.epochs = worker.epochs;
        evaluation.worker = worker.number;
        evaluation.host = worker.host;
        evaluation.device = worker.device;
        worker.trial.reset();
        events.emplace_back(std::move(evaluation));
    }
    replace(worker, message, events);
}

std::string LocalPool::last_words(const Worker& worker, const ProcessEnd& end, bool out_of_memory) {
    if (worker.sentence == Status::stopped) return "did not end when asked to; killed";
    if (worker.sentence) {
        return worker.ready ? "no sign of life within the limit; killed"
                            : "not ready within the limit; killed";
    }
    if (!worker.failure.empty()) return worker.failure;
    std::string text = end.text;
    if (out_of_memory) {
        text += ", by the kernel: out of memory";
    } else if (end.killed) {
        text += ", perhaps by the kernel: out of memory";
    }
    const std::string printed = worker.process->last_line();
    return printed.empty() ? text : text + ": " + printed;
}

void LocalPool::replace(Worker& worker, std::string message, std::vector<PoolEvent>& events) {
    if (!worker.ready) ++worker.failed_starts;
    events.emplace_back(WorkerRestarted{worker.number, message});
    while (worker.failed_starts < most_failed_starts) {
        try {
            start(worker);
            return;
        } catch (const IoError& error) {
            // Too many processes, no memory: that must not end the other workers' trainings.
            ++worker.failed_starts;
            message = error.what();
        }
    }
    worker.process.reset();
    worker.ready = false;
    events.emplace_back(WorkerLost{worker.number, message});
    const auto given_up = [](const Worker& w) { return w.process == nullptr; };
    if (std::all_of(workers_.begin(), workers_.end(), given_up)) {
        defect_ = "no trainer can be brought to work (" + settings_.command.front() + ": " +
                  message + ")";
    }
}

LocalPool::TimePoint LocalPool::next_limit(const Worker& worker) {
    if (!worker.process) return never;
    if (worker.death_end) return *worker.death_end;
    if (!worker.ready) return worker.start_end;
    if (!worker.trial) return never;
    return std::min({worker.epoch_end, worker.trial_end, worker.stop_end});
}

void LocalPool::enforce_limits(Worker& worker, TimePoint now, std::vector<PoolEvent>& events) {
    if (now < next_limit(worker)) return;
    if (worker.death_end) {
        bury(worker, events);
        return;
    }
    const bool stopping = worker.trial && now >= worker.stop_end;
    worker.sentence = stopping ? Status::stopped : Status::timeout;
    kill(worker);
}

}  // namespace metaqnn
