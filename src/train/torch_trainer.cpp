// Trainings and tests with LibTorch; see torch_trainer.hpp.
#include "train/torch_trainer.hpp"

#include <chrono>
#include <utility>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include "core/error.hpp"
#include "train/evaluate.hpp"
#include "train/training.hpp"

namespace metaqnn::train {

TorchTrainer::TorchTrainer(const TrainerSetup& setup, const ImagesView& images,
                           WeightsStore& weights, TrainingStore& states,
                           PredictionStore* predictions)
    : recipe_(setup.recipe),
      input_(setup.input),
      classes_(setup.classes),
      grace_seconds_(setup.grace_seconds),
      save_seconds_(setup.save_seconds),
      weights_(weights),
      states_(states),
      predictions_(predictions),
      placement_(choose_placement(setup.device, setup.local_rank, setup.recipe.precision)),
      standardisation_(standardisation(images, recipe_.normalisation, placement_.device)),
      train_(to_device(images.train, images.shape, placement_.device)),
      validation_(to_device(images.validation, images.shape, placement_.device)),
      test_(to_device(images.test, images.shape, placement_.device)) {
    require(images.shape == setup.input && images.classes == setup.classes,
            "the image file is not the one of this run (another shape or number of classes); "
            "remove it and start again");
    at::set_num_threads(setup.threads);
    at::globalContext().setDeterministicCuDNN(true);  // equal trials, equal evaluations
}

std::string TorchTrainer::device() const { return placement_.device.str(); }

Evaluation TorchTrainer::run(const Trial& trial, TrainingObserver& observer) {
    const c10::InferenceMode without_autograd;
    if (trial.task == Task::test) return test(trial);
    return Training(*this, trial, observer).run();
}

// That of the training, whatever images are shown now.
Standardisation TorchTrainer::standardisation_of(const StoredNetwork& stored) const {
    ImagesView images;
    images.shape = input_;
    images.mean = stored.mean;
    images.deviation = stored.deviation;
    return standardisation(images, stored.rules.normalisation, placement_.device);
}

Evaluation TorchTrainer::test(const Trial& trial) const {
    const auto start = std::chrono::steady_clock::now();
    const StoredNetwork stored = weights_.load(trial.id);
    // Weights of version 1 do not tell, and are of this very run.
    const bool tells = !stored.mean.empty();
    const TrainingRecipe recipe = tells ? with_rules(recipe_, stored.rules) : recipe_;
    Network network = build_network(trial.architecture, input_, recipe, placement_, trial.seed);
    if (!restore(network.state(), stored.tensors)) {
        throw IoError("stored weights do not belong to the network of the trial");
    }
    Evaluation result;
    result.trial = trial.id;
    result.task = trial.task;
    const Standardisation by = tells ? standardisation_of(stored) : standardisation_;
    const auto of = [&](const DeviceImages& images) {
        return predict(network, classes_, images, by, recipe_.batch);
    };
    Predictions said = of(test_);
    result.accuracy = accuracy_of(said);
    result.measured_parameters = network.parameter_count();
    result.device = device();
    if (predictions_ != nullptr) {
        try {
            predictions_->save(trial, {of(validation_), std::move(said)});
        } catch (const IoError& error) {
            result.message = error.what();  // the test counts without them
        }
    }
    result.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return result;
}

}  // namespace metaqnn::train
