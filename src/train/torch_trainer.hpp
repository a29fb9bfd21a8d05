// The Trainer port with LibTorch: real trainings on real images.
#pragma once

#include "core/predictions.hpp"
#include "core/trainer.hpp"
#include "core/trainer_setup.hpp"
#include "core/training_store.hpp"
#include "train/batches.hpp"
#include "train/device.hpp"
#include "train/images_view.hpp"
#include "train/weights_store.hpp"

namespace metaqnn::train {

/// Trains networks by a recipe (Baker et al. 2017, Sec. 5, or any other TrainingRecipe).
///
/// A training whose validation accuracy after the first epoch is not above chance_factor / classes,
/// or whose loss is no number there, starts again with the rate times restart_factor and new
/// weights, with at most learning_rates rates in all. If none does better, the accuracy is
/// 1 / classes and the status ok (diverged if the last loss was no number). A loss that is no
/// number later is Status::diverged. Exhausted memory is Status::out_of_memory, more than
/// trial_seconds Status::timeout.
///
/// Asked to stop, a training goes on to the end of the running epoch if that is likely to come
/// within setup.grace_seconds, else it stops between two steps. It saves its state and answers
/// Status::stopped with the epochs that the state holds. A trial with a state goes on from there as
/// if it had never stopped: on a CPU its reports, evaluation (but for seconds and continued) and
/// weights are the same, bit for bit. The state is also saved at epoch ends, setup.save_seconds
/// apart. One that cannot be saved or used costs the training nothing but the state; the message
/// of the evaluation tells.
///
/// Departure from the paper: an epoch has only whole batches.
class TorchTrainer final : public Trainer {
  public:
    /// Sets the number of LibTorch's threads in this process.
    /// @param images   of setup.input and setup.classes; their memory outlives the trainer
    /// @param weights, states, predictions  outlive the trainer; no predictions: what tested
    ///                 networks say is not kept
    /// @throws ConfigError if there is no such device or the images are not those of the setup
    TorchTrainer(const TrainerSetup& setup, const ImagesView& images, WeightsStore& weights,
                 TrainingStore& states, PredictionStore* predictions = nullptr);

    std::string device() const override;
    Evaluation run(const Trial& trial, TrainingObserver& observer) override;

  private:
    class Training;
    Evaluation test(const Trial& trial) const;
    Standardisation standardisation_of(const StoredNetwork& stored) const;

    TrainingRecipe recipe_;
    ImageShape input_;
    int classes_;
    double grace_seconds_;
    double save_seconds_;
    WeightsStore& weights_;
    TrainingStore& states_;
    PredictionStore* predictions_;
    Placement placement_;
    Standardisation standardisation_;
    DeviceImages train_;
    DeviceImages validation_;
    DeviceImages test_;
};

}  // namespace metaqnn::train
