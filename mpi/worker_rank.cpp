// A worker rank; see worker_rank.hpp.
#include "mpi/worker_rank.hpp"

#include <chrono>
#include <optional>

#include "core/error.hpp"
#include "mpi/messenger.hpp"

namespace metaqnn {
namespace {

constexpr int manager = 0;

// Between two looks at MPI. A busy worker hears only the wish to stop, which can wait; an idle one
// is to begin at once, but not to spin for ever.
constexpr std::chrono::milliseconds busy_pause{20};
constexpr std::chrono::milliseconds idle_pause{1};
constexpr int looks_without_pause = 100;

// Between two signs of life.
constexpr std::chrono::seconds alive_pause{5};

class WorkerRank {
  public:
    explicit WorkerRank(const MpiEnvironment& mpi) : messenger_(mpi) {}

    void serve(EvaluatorPool& pool) {
        while (!shutdown_) {
            take_messages(pool);
            say_alive();
            if (waiting_ && pool.idle() > 0) {
                pool.submit(*waiting_, 0);
                waiting_.reset();
                busy_ = true;
            }
            for (const PoolEvent& event : pool.wait(pause(pool))) forward(event);
        }
    }

    void fail(const std::string& reason) {
        messenger_.send(manager, wire::Failure{wire::first_line(reason)});
        Backoff backoff;
        while (!shutdown_) {
            const std::optional<wire::Message> message = receive();
            if (!message) {
                backoff.sleep();
            } else if (std::holds_alternative<wire::Shutdown>(*message)) {
                shutdown_ = true;
            }
        }
    }

    // The last message of this rank.
    void say_goodbye() {
        if (manager_is_dead_) throw IoError("the manager (rank 0) has ended before the search");
        messenger_.send(manager, wire::Shutdown{});
        messenger_.flush(std::chrono::seconds(10));
    }

  private:
    std::chrono::milliseconds pause(const EvaluatorPool& pool) {
        if (busy_ || pool.idle() == 0) return busy_pause;
        return ++idle_looks_ < looks_without_pause ? std::chrono::milliseconds{0} : idle_pause;
    }

    // The death of another worker is the manager's to deal with.
    std::optional<wire::Message> receive() {
        while (const auto received = messenger_.receive()) {
            if (received->message) return received->message;
            if (received->rank == manager) manager_is_dead_ = shutdown_ = true;
        }
        return std::nullopt;
    }

    void say_alive() {
        const auto now = std::chrono::steady_clock::now();
        if (now < next_alive_) return;
        next_alive_ = now + alive_pause;
        messenger_.send(manager, wire::Alive{});
    }

    void take_messages(EvaluatorPool& pool) {
        while (const auto message = receive()) {
            idle_looks_ = 0;
            if (const auto* trial = std::get_if<Trial>(&*message)) {
                waiting_ = *trial;
            } else if (std::holds_alternative<wire::Stop>(*message)) {
                stop(pool);
            } else if (std::holds_alternative<wire::Shutdown>(*message)) {
                shutdown_ = true;
            } else {
                throw IoError("the manager sent what no manager sends");
            }
        }
    }

    void stop(EvaluatorPool& pool) {
        if (!waiting_) {
            pool.stop();
            return;
        }
        Evaluation evaluation;
        evaluation.trial = waiting_->id;
        evaluation.task = waiting_->task;
        evaluation.status = Status::stopped;
        waiting_.reset();
        messenger_.send(manager, evaluation);
    }

    void forward(const PoolEvent& event) {
        idle_looks_ = 0;
        if (const auto* ready = std::get_if<WorkerReady>(&event)) {
            messenger_.send(manager, wire::Ready{ready->host, ready->device});
        } else if (const auto* restarted = std::get_if<WorkerRestarted>(&event)) {
            messenger_.send(manager, wire::Restarted{wire::first_line(restarted->message)});
        } else if (const auto* epoch = std::get_if<EpochReport>(&event)) {
            messenger_.send(manager, *epoch);
        } else if (const auto* result = std::get_if<Evaluation>(&event)) {
            busy_ = false;
            messenger_.send(manager, *result);
        }  // the loss of the only worker is what the next wait() throws
    }

    Messenger messenger_;
    std::optional<Trial> waiting_;  // sent by the manager while the trainer starts anew
    bool busy_ = false;
    bool shutdown_ = false;
    bool manager_is_dead_ = false;
    int idle_looks_ = 0;
    std::chrono::steady_clock::time_point next_alive_{};
};

}  // namespace

void run_worker(const MpiEnvironment& mpi,
                const std::function<std::unique_ptr<EvaluatorPool>()>& make_pool) {
    WorkerRank rank(mpi);
    try {
        const std::unique_ptr<EvaluatorPool> pool = make_pool();
        rank.serve(*pool);
    } catch (const std::exception& error) {
        rank.fail(error.what());
    }
    rank.say_goodbye();
}

}  // namespace metaqnn
