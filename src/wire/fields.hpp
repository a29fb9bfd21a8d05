// The fields of each message in their order on the wire; internal to the wire layer.
#pragma once

#include "wire/messages.hpp"

namespace metaqnn::wire {

/// Passes every field of a message to `codec`, which writes or reads it: codec(field...) for
/// numbers, flags, texts and architectures, codec.choice(field, last enumerator) for enumerations.
/// A change here changes the protocol version.
template <class Codec>
void transfer(Codec& codec, TrainingRecipe& r) {
    codec(r.epochs, r.batch, r.learning_rate, r.beta1, r.beta2, r.epsilon, r.momentum);
    codec(r.muon_rate, r.muon_momentum, r.weight_decay);
    codec(r.step_epochs, r.step_factor, r.initial_fraction, r.peak_position, r.final_fraction);
    codec(r.stages);
    codec(r.learning_rates, r.restart_factor, r.chance_factor, r.dropout, r.batch_norm);
    codec(r.fully_connected_dropout, r.transferred_rate);
    codec(r.batch_norm_momentum, r.gap_relu, r.label_smoothing, r.shift, r.trial_seconds);
    codec.choice(r.optimizer, Optimizer::muon);
    codec.choice(r.schedule, Schedule::stages);
    codec.choice(r.activation, Activation::elu);
    codec.choice(r.initialisation, Initialisation::identity);
    codec.choice(r.normalisation, Normalisation::local_contrast);
    codec.choice(r.mirroring, Mirroring::alternating);
    codec.choice(r.shift_fill, ShiftFill::reflect);
    codec.choice(r.selection, Selection::best);
    codec.choice(r.precision, Precision::bfloat16);
}

template <class Codec>
void transfer(Codec& codec, TrainerSetup& s) {
    transfer(codec, s.recipe);
    codec(s.images, s.models, s.trainings, s.predictions, s.input.channels, s.input.side);
    codec(s.classes, s.device, s.local_rank, s.threads, s.sleep_seconds, s.grace_seconds,
          s.save_seconds);
}

template <class Codec>
void transfer(Codec& codec, Ready& ready) {
    codec(ready.host, ready.device);
}

template <class Codec>
void transfer(Codec& codec, Trial& trial) {
    codec(trial.id, trial.architecture, trial.seed, trial.keep_above, trial.initial_weights);
    codec.choice(trial.task, Task::test);
}

template <class Codec>
void transfer(Codec& codec, EpochReport& r) {
    codec(r.trial, r.worker, r.attempt, r.epoch, r.learning_rate, r.training_loss);
    codec(r.training_accuracy, r.validation_loss, r.validation_accuracy, r.seconds);
}

template <class Codec>
void transfer(Codec& codec, Evaluation& e) {
    codec.choice(e.task, Task::test);
    codec.choice(e.status, Status::stopped);
    codec(e.trial, e.accuracy, e.best_epoch, e.epochs, e.restarts, e.learning_rate, e.seconds);
    codec(e.latency_seconds, e.energy_joules);
    codec(e.saved_epochs, e.continued, e.measured_parameters, e.weights_stored, e.trainer_died,
          e.worker, e.host, e.device, e.message);
}

template <class Codec>
void transfer(Codec& codec, Failure& failure) {
    codec(failure.message);
}

template <class Codec>
void transfer(Codec& codec, Restarted& restarted) {
    codec(restarted.message);
}

template <class Codec>
void transfer(Codec&, Stop&) {}

template <class Codec>
void transfer(Codec&, Shutdown&) {}

template <class Codec>
void transfer(Codec&, Alive&) {}

}  // namespace metaqnn::wire
