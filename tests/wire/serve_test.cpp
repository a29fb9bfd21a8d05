// Tests of a trainer process's conversation, run in a thread.
#include "wire/serve.hpp"

#include <future>
#include <new>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "wire/file_descriptor.hpp"
#include "wire/message_stream.hpp"

namespace metaqnn::wire {
namespace {

/// Does what the trial's id says: 1 waits for a stop, 2 throws, 3 has no memory, else one epoch.
class ScriptedTrainer final : public Trainer {
  public:
    std::string device() const override { return "scripted"; }
    Evaluation run(const Trial& trial, TrainingObserver& observer) override {
        Evaluation evaluation;
        evaluation.trial = trial.id;
        evaluation.accuracy = 0.5;
        if (trial.id == 2) throw std::runtime_error("illegal access\nframe 0");
        if (trial.id == 3) throw std::bad_alloc();
        EpochReport report;
        report.trial = trial.id;
        report.epoch = 1;
        observer.on_epoch(report);
        while (trial.id == 1 && !observer.stop_requested()) std::this_thread::yield();
        if (trial.id == 1) evaluation.status = Status::stopped;
        return evaluation;
    }
};

class Serve : public ::testing::Test {
  protected:
    void start(TrainerFactory factory) {
        trainer_ = std::async(std::launch::async, [this, factory] {
            const int code = serve(channel_.second.number(), channel_.second.number(), factory);
            channel_.second.close();
            return code;
        });
    }
    void start() {
        start([](const TrainerSetup&) { return std::make_unique<ScriptedTrainer>(); });
        send(TrainerSetup{});
        EXPECT_EQ(receive<Ready>().device, "scripted");
    }
    void send(const Message& message) { write_message(channel_.first.number(), message); }
    void send_trial(TrialId id) {
        send(Trial{.id = id, .architecture = parse_architecture("[SM(10)]")});
    }
    template <class Kind>
    Kind receive() {
        const std::optional<Message> message = reader_.read();
        if (!message) throw std::runtime_error("the trainer's end is closed");
        return std::get<Kind>(*message);
    }

    DescriptorPair channel_ = make_channel();
    MessageReader reader_{channel_.first.number()};
    std::future<int> trainer_;
};

TEST_F(Serve, RunsTrialsOneAfterAnother) {
    start();
    for (TrialId id = 10; id < 13; ++id) {
        send_trial(id);
        EXPECT_EQ(receive<EpochReport>().trial, id);
        const Evaluation evaluation = receive<Evaluation>();
        EXPECT_EQ(evaluation.trial, id);
        EXPECT_EQ(evaluation.status, Status::ok);
        EXPECT_EQ(evaluation.device, "scripted");
    }
    send(Shutdown{});
    EXPECT_EQ(trainer_.get(), 0);
}

TEST_F(Serve, StopsATrainingOnRequest) {
    start();
    send_trial(1);
    receive<EpochReport>();
    send(Stop{});
    EXPECT_EQ(receive<Evaluation>().status, Status::stopped);
    send(Stop{});  // comes after the end: belongs to no training
    send_trial(10);
    receive<EpochReport>();
    EXPECT_EQ(receive<Evaluation>().status, Status::ok);
    send(Shutdown{});
    EXPECT_EQ(trainer_.get(), 0);
}

TEST_F(Serve, EndsDuringATrainingWhenTheManagerIsGone) {
    start();
    send_trial(1);
    receive<EpochReport>();
    channel_.first.close();
    EXPECT_EQ(trainer_.get(), 0);
}

TEST_F(Serve, EndsDuringATrainingOnShutdown) {
    start();
    send_trial(1);
    receive<EpochReport>();
    send(Shutdown{});
    EXPECT_EQ(trainer_.get(), 0);
}

TEST_F(Serve, ReportsAThrowingTrainingAndEnds) {
    start();
    send_trial(2);
    EXPECT_EQ(receive<Failure>().message, "illegal access");
    EXPECT_EQ(trainer_.get(), 1);
}

TEST_F(Serve, ReportsExhaustedMemoryAndGoesOn) {
    start();
    send_trial(3);
    EXPECT_EQ(receive<Evaluation>().status, Status::out_of_memory);
    send_trial(10);
    receive<EpochReport>();
    EXPECT_EQ(receive<Evaluation>().status, Status::ok);
    send(Shutdown{});
    EXPECT_EQ(trainer_.get(), 0);
}

TEST_F(Serve, ReportsATrainerThatCannotBeMade) {
    start([](const TrainerSetup& setup) -> std::unique_ptr<Trainer> {
        throw ConfigError("no such images: " + setup.images);
    });
    TrainerSetup setup;
    setup.images = "/nowhere";
    send(setup);
    EXPECT_EQ(receive<Failure>().message, "no such images: /nowhere");
    EXPECT_EQ(trainer_.get(), 1);
}

TEST_F(Serve, EndsQuietlyWithoutAnyMessage) {
    start([](const TrainerSetup&) { return std::make_unique<ScriptedTrainer>(); });
    channel_.first.close();
    EXPECT_EQ(trainer_.get(), 0);
}

TEST_F(Serve, RefusesAManagerThatBeginsWithoutASetup) {
    start([](const TrainerSetup&) { return std::make_unique<ScriptedTrainer>(); });
    send_trial(1);
    EXPECT_THROW(trainer_.get(), IoError);
}

}  // namespace
}  // namespace metaqnn::wire
