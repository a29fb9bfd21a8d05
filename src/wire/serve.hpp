// The life of a trainer process: answers the messages of its manager with a Trainer.
#pragma once

#include <functional>
#include <memory>

#include "core/trainer.hpp"
#include "core/trainer_setup.hpp"

namespace metaqnn::wire {

/// Makes the trainer of a process; throws if it cannot (the manager gets the message).
using TrainerFactory = std::function<std::unique_ptr<Trainer>(const TrainerSetup&)>;

/// The descriptor of the channel to the manager in a trainer process, a socket for both ways.
/// Standard output and error are free for whatever libraries print.
inline constexpr int trainer_channel = 3;

/// Serves one manager: reads the TrainerSetup, makes the trainer, sends Ready, then runs trials
/// and sends their epoch reports and evaluations until Shutdown or the end of the stream.
///
/// Memory that runs out in a training (std::bad_alloc) is an Evaluation with
/// Status::out_of_memory. Any other exception, of the factory or of a training, is sent as Failure
/// and ends the process, as the state of the device is unknown: the pool records the trial as
/// crashed and starts a new process.
/// @param in_fd, out_fd  sockets to the manager; may be the same
/// @return exit code: 0 after Shutdown or the end of the stream, 1 after a Failure
/// @throws IoError if the manager cannot be understood or reached
int serve(int in_fd, int out_fd, const TrainerFactory& make_trainer);

/// The main function of a trainer process: asks the kernel to end it with its parent, then serves
/// trainer_channel. Prints an error to standard error; returns the exit code.
int run_trainer_process(const TrainerFactory& make_trainer);

}  // namespace metaqnn::wire
