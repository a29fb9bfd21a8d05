// One training that the search asked for, and what came of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/architecture.hpp"

namespace metaqnn {

using TrialId = std::int64_t;  ///< from 0, in the order of proposal

/// What a trainer is asked to do with a network.
enum class Task : std::uint8_t {
    train,  ///< train it; accuracy on the validation images
    test,   ///< load its stored weights; accuracy on the test images, predictions are kept
};

/// A network to train or to test. Plain values: travels over pipes and MPI.
struct Trial {
    TrialId id = 0;
    Architecture architecture;
    std::uint64_t seed = 0;  ///< derive_seed(run seed, Stream::trial, id)
    Task task = Task::train;
    /// File of the weights of a training to begin with, all but the last layer's; empty: new ones.
    std::string initial_weights{};
    double keep_above = 2.0;  ///< weights are stored if the accuracy is greater; 2: never
    bool operator==(const Trial&) const = default;
};

/// How a training ended. Final but for `stopped`, and for the first death of a trainer (see
/// LoopSettings::retries).
enum class Status : std::uint8_t {
    ok,
    diverged,  ///< a loss that is not a number
    out_of_memory,
    timeout,   ///< over recipe.trial_seconds, or no epoch within the limit of the pool
    crashed,   ///< the trainer process ended by itself
    rejected,  ///< over a configured limit; not trained
    stopped,   ///< the run was asked to stop: not a result, trained again on resume
};

/// Lower-case name, e.g. "out_of_memory".
std::string_view to_text(Status status);

/// What came of a trial.
struct Evaluation {
    TrialId trial = 0;
    Task task = Task::train;
    Status status = Status::ok;
    double accuracy = 0.0;         ///< fraction of the validation (or test) images; of the
                                   ///< training images if there are none for validation
    std::int32_t best_epoch = 0;   ///< from 1; 0 if no epoch finished
    std::int32_t epochs = 0;       ///< finished, of the last try
    std::int32_t restarts = 0;     ///< new tries with a lower learning rate
    double learning_rate = 0.0;    ///< peak rate of the last try
    double seconds = 0.0;          ///< of the training, in the trainer
    double latency_seconds = 0.0;  ///< of one image, forward, on the device; 0: not measured
    double energy_joules = 0.0;    ///< of the training by the counters of the device; 0:
                                   ///< there is none
    double saved_epochs = 0.0;     ///< of all tries, that the state of a stopped one holds
    std::int32_t continued = 0;    ///< times that it went on from a saved state
    std::int64_t measured_parameters = 0;  ///< counted by the trainer; 0 if it has no network
    bool weights_stored = false;
    bool trainer_died = false;  ///< set by the pool: by itself or by the kernel's hand, without an
                                ///< answer
    std::int32_t worker = -1;   ///< set by the pool
    std::string host;           ///< set by the pool
    std::string device;         ///< e.g. "cpu" or "cuda:0"
    std::string message;        ///< of a failure, one line
    bool operator==(const Evaluation&) const = default;
};

/// One finished epoch of a training.
struct EpochReport {
    TrialId trial = 0;
    std::int32_t worker = -1;          ///< set by the pool
    std::int32_t attempt = 0;          ///< 0, or the number of restarts so far
    std::int32_t epoch = 0;            ///< from 1
    double learning_rate = 0.0;        ///< at the end of the epoch
    double training_loss = 0.0;        ///< mean over the epoch's images
    double training_accuracy = 0.0;    ///< fraction, measured while training
    double validation_loss = 0.0;      ///< without validation images: training_loss
    double validation_accuracy = 0.0;  ///< fraction; without such images: training_accuracy
    double seconds = 0.0;              ///< of the epoch, validation included
    bool operator==(const EpochReport&) const = default;
};

}  // namespace metaqnn
