// Trainers that train nothing: for trying agents, schedules and faults without images.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "core/result_table.hpp"
#include "core/trainer.hpp"
#include "core/trainer_setup.hpp"
#include "core/training_store.hpp"

namespace metaqnn {

/// Accuracy of the null and the sleep trainer, in (0.1, 0.92): 0.1 + 0.8 s / (1 + s) + noise with
/// s = sum over the layers, i from 0, of effect / (1 + i / 10). Effects: convolution
/// filters / (filters + 16), less 30 % unless its field is 3; each of the first two poolings 0.5;
/// FC 0.1; others 0. The noise is fixed by the text of the network, uniform in [0, 0.02).
double made_accuracy(const Architecture& architecture);

/// What a trial gets instead of a training: its outcome, and how long it is to last.
using Answers = std::function<RecordedTraining(const Trial&)>;

/// The reports of an answer's epochs, each of which lasts as long. Losses are not known; the
/// accuracy while training is not either, and is given as that on the validation images.
std::vector<EpochReport> epoch_reports(const Trial& trial, const RecordedTraining& training);

/// made_accuracy() at once, without any epoch.
RecordedTraining made_at_once(const Trial& trial);

/// Trainings that take a log-normal time with this mean, 99th percentile 8 times that, fixed by the
/// trial's seed; five epochs, whose accuracy climbs to made_accuracy().
Answers made_with_time(double mean_seconds);

/// The recorded training that the trial's seed draws. @param speed  recorded seconds that pass in
/// one; 0: at once
Answers recorded(std::shared_ptr<const ResultTable> table, double speed);

/// Sleeps instead of training, for the time of the answer, which has one epoch at least. Ends with
/// Status::timeout after recipe.trial_seconds. Asked to stop, it does as a real training does:
/// ends the epoch if that comes within setup.grace_seconds, keeps its state, and goes on from there
/// when the trial is given to it again. It keeps none at other times.
///
/// A test aid: the environment variable METAQNN_FAULT, e.g. "crash:17,hang:23,memory:31", lets the
/// process abort in trial 17, hang in trial 23, run out of memory in trial 31; with
/// "start:0,slow:1,broken:2" the trainer of local rank 0 fails to start, that of local rank 1 never
/// becomes ready, and that of local rank 2 aborts in every trial.
class SleepTrainer final : public Trainer {
  public:
    /// @param states  outlives the trainer
    SleepTrainer(const TrainerSetup& setup, TrainingStore& states, Answers answers)
        : answers_(std::move(answers)),
          trial_seconds_(setup.recipe.trial_seconds),
          grace_seconds_(setup.grace_seconds),
          local_rank_(setup.local_rank),
          states_(states) {}

    std::string device() const override { return "none"; }
    Evaluation run(const Trial& trial, TrainingObserver& observer) override;

  private:
    TrainingState begin(const Trial& trial, int epochs, TrainingObserver& observer,
                        Evaluation& result) const;
    bool sleep(double seconds, TrainingState& state, TrainingObserver& observer) const;
    void stop(const Trial& trial, double epoch_seconds, const TrainingState& state,
              Evaluation& result) const;

    Answers answers_;
    double trial_seconds_;
    double grace_seconds_;
    int local_rank_;
    TrainingStore& states_;
};

/// Makes the place for the states of a trainer's trainings.
using StatesFactory = std::function<std::unique_ptr<TrainingStore>(const TrainerSetup&)>;

/// Makes the answers of a trainer.
using AnswersFactory = std::function<Answers(const TrainerSetup&)>;

/// The whole life of a process that serves a SleepTrainer; returns its exit code.
int serve_sleep(const StatesFactory& make_states, const AnswersFactory& make_answers);

}  // namespace metaqnn
