// The trainer's side of the conversation; see serve.hpp.
#include "wire/serve.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <new>
#include <string>

#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "core/error.hpp"
#include "wire/message_stream.hpp"

namespace metaqnn::wire {
namespace {

std::string host_name() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown";
    return name.data();
}

/// The manager as a training sees it.
class Conversation final : public TrainingObserver {
  public:
    Conversation(MessageReader& in, int out_fd) : in_(in), out_fd_(out_fd) {}

    void on_epoch(const EpochReport& report) override { write_message(out_fd_, report); }

    bool stop_requested() override {
        while (const std::optional<Message> message = in_.poll()) take(*message);
        return stop_ || in_.ended();
    }

    void start_trial() { stop_ = false; }
    bool shutdown() const { return shutdown_; }

  private:
    void take(const Message& message) {
        shutdown_ = shutdown_ || std::holds_alternative<Shutdown>(message);
        if (!shutdown_ && !std::holds_alternative<Stop>(message)) {
            throw IoError("manager: sent something else than Stop or Shutdown during a training");
        }
        stop_ = true;
    }

    MessageReader& in_;
    int out_fd_;
    bool stop_ = false;
    bool shutdown_ = false;
};

Evaluation out_of_memory(const Trial& trial, double seconds) {
    Evaluation evaluation;
    evaluation.trial = trial.id;
    evaluation.task = trial.task;
    evaluation.status = Status::out_of_memory;
    evaluation.seconds = seconds;
    evaluation.message = "out of memory: an allocation failed";
    return evaluation;
}

Evaluation run_trial(Trainer& trainer, const Trial& trial, Conversation& manager) {
    using Clock = std::chrono::steady_clock;
    const Clock::time_point begin = Clock::now();
    manager.start_trial();
    Evaluation evaluation;
    try {
        evaluation = trainer.run(trial, manager);
    } catch (const std::bad_alloc&) {
        evaluation =
            out_of_memory(trial, std::chrono::duration<double>(Clock::now() - begin).count());
    }
    evaluation.device = trainer.device();
    evaluation.message = first_line(evaluation.message);
    return evaluation;
}

void serve_trials(MessageReader& in, int out_fd, Trainer& trainer) {
    Conversation manager(in, out_fd);
    while (!manager.shutdown()) {
        const std::optional<Message> message = in.read();
        if (!message || std::holds_alternative<Shutdown>(*message)) return;
        // The training that a Stop was meant for has just ended by itself.
        if (std::holds_alternative<Stop>(*message)) continue;
        const Trial* trial = std::get_if<Trial>(&*message);
        if (trial == nullptr) throw IoError("manager: sent something else than a trial");
        const Evaluation evaluation = run_trial(trainer, *trial, manager);
        if (in.ended()) return;
        write_message(out_fd, evaluation);
    }
}

}  // namespace

int serve(int in_fd, int out_fd, const TrainerFactory& make_trainer) {
    MessageReader in(in_fd);
    const std::optional<Message> first = in.read();
    if (!first || std::holds_alternative<Shutdown>(*first)) return 0;
    const TrainerSetup* setup = std::get_if<TrainerSetup>(&*first);
    if (setup == nullptr) throw IoError("manager: its first message is not the set-up");
    try {
        const std::unique_ptr<Trainer> trainer = make_trainer(*setup);
        write_message(out_fd, Ready{host_name(), trainer->device()});
        serve_trials(in, out_fd, *trainer);
    } catch (const std::exception& error) {
        write_message(out_fd, Failure{first_line(error.what())});
        return 1;
    }
    return 0;
}

int run_trainer_process(const TrainerFactory& make_trainer) {
    try {
        if (::fcntl(trainer_channel, F_GETFD) < 0) {
            throw IoError("trainer: no channel to a manager (this program is started by metaqnn)");
        }
        ::fcntl(trainer_channel, F_SETFD, FD_CLOEXEC);
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        // Launchers signal every process of a job; only the manager decides what to stop.
        for (const int signal : {SIGINT, SIGTERM, SIGUSR1, SIGUSR2}) std::signal(signal, SIG_IGN);
        return serve(trainer_channel, trainer_channel, make_trainer);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}

}  // namespace metaqnn::wire
