// Workers on this node: trainer processes that are watched and replaced.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/evaluator_pool.hpp"
#include "core/trainer_setup.hpp"
#include "pool/trainer_process.hpp"

namespace metaqnn {

/// What a LocalPool starts and how long it is patient.
struct LocalPoolSettings {
    std::vector<std::string> command;  ///< path of the trainer program and its arguments
    int workers = 1;
    double epoch_seconds = 0.0;    ///< without the report of an epoch for so long, a trainer is
                                   ///< hung; 0: never
    double stop_seconds = 30.0;    ///< for a training to end when asked to stop
    double start_seconds = 300.0;  ///< for a trainer to become ready; 0: for ever
    double death_seconds = 10.0;   ///< for a killed trainer to end: until then it may hold its
                                   ///< device, after that it is replaced all the same
};

/// An EvaluatorPool over trainer processes, served by one thread.
///
/// A trainer that dies or hangs ends its trial (Status::crashed, out_of_memory if the kernel's
/// counter says so, timeout) and is replaced. One that dies or hangs three times in a row before
/// it is ready is given up: its worker is lost.
class LocalPool final : public EvaluatorPool {
  public:
    /// Starts all processes. Worker n gets local_rank setup.local_rank + n.
    /// @throws IoError if the program cannot be started
    LocalPool(LocalPoolSettings settings, const TrainerSetup& setup);
    /// Ends all processes: asks, waits two seconds, kills.
    ~LocalPool() override;

    int size() const override { return static_cast<int>(workers_.size()); }
    WorkerState state(std::int32_t worker) const override;
    void submit(const Trial& trial, std::int32_t number) override;
    std::vector<PoolEvent> wait(std::chrono::milliseconds timeout) override;
    void stop() override;

  private:
    using TimePoint = std::chrono::steady_clock::time_point;
    struct Worker {
        std::int32_t number = 0;
        TrainerSetup setup;
        std::unique_ptr<TrainerProcess> process;  // none: given up
        bool ready = false;
        std::string host;
        std::string device;
        std::optional<Trial> trial;          // in work
        TimePoint begin;                     // of the trial
        std::int32_t epochs = 0;             // of the trial that were reported
        std::optional<Status> sentence;      // why it was killed
        std::string failure;                 // its own last words
        TimePoint start_end;                 // hung if not ready by then
        TimePoint epoch_end;                 // hung after that
        TimePoint trial_end;                 // over its time after that
        TimePoint stop_end;                  // killed after that
        bool unreadable = false;             // it has sent what is no message
        std::optional<TimePoint> death_end;  // killed; replaced even if it has not ended by then
        int failed_starts = 0;
        std::int64_t memory_kills = 0;  // the kernel's count when it started
    };
    void start(Worker& worker);
    void wait_for_input(TimePoint end) const;
    void collect(Worker& worker, std::vector<PoolEvent>& events);
    void take_in(Worker& worker, const wire::Message& message, std::vector<PoolEvent>& events);
    void kill(Worker& worker) const;
    void bury(Worker& worker, std::vector<PoolEvent>& events);
    static std::string last_words(const Worker& worker, const ProcessEnd& end, bool out_of_memory);
    void reap_abandoned();
    void replace(Worker& worker, std::string message, std::vector<PoolEvent>& events);
    static TimePoint next_limit(const Worker& worker);
    void enforce_limits(Worker& worker, TimePoint now, std::vector<PoolEvent>& events);
    void forgive_absence(TimePoint now);

    LocalPoolSettings settings_;
    std::vector<Worker> workers_;
    std::string defect_;  // of all workers; what happened before is told first
    std::vector<std::unique_ptr<TrainerProcess>> abandoned_;  // killed, replaced, not ended so far
    TimePoint looked_ = std::chrono::steady_clock::now();     // at the limits, the last time
};

}  // namespace metaqnn
