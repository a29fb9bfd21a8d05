// The manager's side of the workers: an EvaluatorPool whose worker n is rank n + 1.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/evaluator_pool.hpp"
#include "mpi/messenger.hpp"

namespace metaqnn {

/// Workers over MPI. Made by rank 0 while every other rank calls run_worker(). A rank that dies is
/// a worker lost where MPI outlives its ranks (see fault_tolerance.hpp).
class MpiPool final : public EvaluatorPool {
  public:
    /// mpi outlives the pool.
    /// @param silence_seconds  a worker that has begun and then says nothing for so long is lost;
    ///                         0: never. Well above alive_pause of the workers
    explicit MpiPool(MpiEnvironment& mpi, double silence_seconds = 0.0);
    /// Tells every worker to end and waits until all have, at most a minute; whoever has not is
    /// given up.
    ~MpiPool() override;

    int size() const override { return static_cast<int>(workers_.size()); }
    WorkerState state(std::int32_t worker) const override;
    void submit(const Trial& trial, std::int32_t worker) override;
    std::vector<PoolEvent> wait(std::chrono::milliseconds timeout) override;
    void stop() override;

  private:
    using TimePoint = std::chrono::steady_clock::time_point;
    struct Worker {
        bool ready = false;                  // its trainer is up
        bool lost = false;                   // it can do no more work
        bool ended = false;                  // it sends nothing more
        bool silent = false;                 // it is not waited for any more
        TimePoint heard = TimePoint::max();  // when it last said something
        std::optional<Trial> trial;          // in work
        std::string host;
    };
    void find_silent(std::vector<PoolEvent>& events);
    void take_in(const Received& received, std::vector<PoolEvent>& events);
    void take_in(std::int32_t number, const wire::Message& message, std::vector<PoolEvent>& events);
    void on_failure(std::int32_t number, const std::string& message,
                    std::vector<PoolEvent>& events);

    MpiEnvironment& mpi_;
    std::chrono::duration<double> longest_silence_;
    Messenger messenger_;
    std::vector<Worker> workers_;
    std::string defect_;  // of all workers; what happened before is told first
    TimePoint looked_ = std::chrono::steady_clock::now();
};

}  // namespace metaqnn
