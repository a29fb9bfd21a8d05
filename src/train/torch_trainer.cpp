// Restarts, epochs and outcomes of a training; see torch_trainer.hpp.
#include "train/torch_trainer.hpp"

#include <chrono>
#include <cmath>
#include <optional>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <c10/core/InferenceMode.h>

#include "core/error.hpp"
#include "train/evaluate.hpp"
#include "train/failure.hpp"
#include "train/schedule.hpp"
#include "train/train_step.hpp"

namespace metaqnn::train {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// Reading the loss waits for the device, so it is looked at now and then only.
constexpr std::int64_t steps_between_looks = 20;

std::vector<StoredTensor> stored(const std::vector<NamedTensor>& state) {
    std::vector<StoredTensor> all;
    for (const auto& [name, value] : state) {
        const at::Tensor numbers = value.cpu().contiguous();
        const float* first = numbers.const_data_ptr<float>();
        all.push_back({name, numbers.sizes().vec(), {first, first + numbers.numel()}});
    }
    return all;
}

void restore(const Network& network, const std::vector<StoredTensor>& tensors) {
    const std::vector<NamedTensor> state = network.state();
    bool fits = state.size() == tensors.size();
    for (std::size_t i = 0; fits && i < state.size(); ++i) {
        fits = state[i].name == tensors[i].name && state[i].value.sizes() == tensors[i].shape;
        if (!fits) break;
        at::Tensor value = state[i].value;
        value.copy_(at::tensor(tensors[i].values).view(tensors[i].shape));
    }
    if (!fits) throw IoError("stored weights do not belong to the network of the trial");
}

}  // namespace

/// One trial: up to learning_rates tries, each of up to `epochs` epochs.
class TorchTrainer::Training {
  public:
    Training(const TorchTrainer& trainer, const Trial& trial, TrainingObserver& observer)
        : trainer_(trainer), recipe_(trainer.recipe_), trial_(trial), observer_(observer) {}

    Evaluation run() {
        result_.trial = trial_.id;
        result_.task = trial_.task;
        result_.device = trainer_.device();
        try {
            train();
        } catch (const std::exception& error) {
            const auto failure = failure_of(error);
            if (!failure) throw;
            fail(failure->status, failure->message);
        }
        result_.seconds = seconds_since(start_);
        return result_;
    }

  private:
    enum class Try { done, worthless, ended };

    void train() {
        for (int attempt = 0; attempt < recipe_.learning_rates; ++attempt) {
            result_.restarts = attempt;
            result_.epochs = 0;
            result_.best_epoch = 0;
            result_.learning_rate =
                recipe_.learning_rate * std::pow(recipe_.restart_factor, attempt);
            const bool last_try = attempt + 1 == recipe_.learning_rates;
            const Try outcome = try_rate(attempt, last_try);
            if (outcome != Try::worthless) return;
        }
        result_.accuracy = 1.0 / trainer_.classes_;
    }

    // The whole training at one rate.
    Try try_rate(int attempt, bool last_try) {
        Rng seeds(trial_.seed + static_cast<std::uint64_t>(attempt));
        Network network = build_network(trial_.architecture, trainer_.input_, recipe_,
                                        trainer_.placement_, seeds.next());
        result_.measured_parameters = network.parameter_count();
        OptimizerState optimizer(recipe_, network.parameters());
        TrainingBatches batches(trainer_.train_, trainer_.standardisation_, recipe_, seeds.next());
        const double rate = std::pow(recipe_.restart_factor, attempt);
        std::vector<StoredTensor> best_weights;
        double best = -1.0;
        for (int epoch = 1; epoch <= recipe_.epochs; ++epoch) {
            const auto report = run_epoch(network, optimizer, batches, rate, attempt, epoch);
            if (!report) {  // the loss is no number, the time is over, or the run ends
                const bool again = result_.status == Status::diverged && epoch == 1 && !last_try;
                if (again) fail(Status::ok, "");
                return again ? Try::worthless : Try::ended;
            }
            result_.epochs = epoch;
            observer_.on_epoch(*report);
            const double accuracy = report->validation_accuracy;
            if (epoch == 1 && accuracy <= recipe_.chance_factor / trainer_.classes_) {
                result_.best_epoch = 1;
                return Try::worthless;
            }
            result_.accuracy =
                recipe_.selection == Selection::best ? std::max(best, accuracy) : accuracy;
            if (accuracy <= best) continue;
            best = accuracy;
            result_.best_epoch = epoch;
            const bool later_epochs = epoch < recipe_.epochs;
            if (recipe_.selection == Selection::best && accuracy > trial_.keep_above &&
                later_epochs) {
                best_weights = stored(network.state());
            }
        }
        store(network, best_weights);
        return Try::done;
    }

    void store(const Network& network, const std::vector<StoredTensor>& best_weights) {
        if (!(result_.accuracy > trial_.keep_above)) return;
        const bool earlier =
            recipe_.selection == Selection::best && result_.best_epoch < result_.epochs;
        trainer_.weights_.save(trial_, earlier ? best_weights : stored(network.state()));
        result_.weights_stored = true;
    }

    // None if the training ended in the epoch; the result says why.
    std::optional<EpochReport> run_epoch(Network& network, OptimizerState& optimizer,
                                         TrainingBatches& batches, double rate, int attempt,
                                         int epoch) {
        const auto start = Clock::now();
        const auto options = at::dtype(at::kDouble).device(trainer_.placement_.device);
        at::Tensor loss = at::zeros({}, options);
        at::Tensor correct = at::zeros({}, options.dtype(at::kLong));
        const std::int64_t steps = batches.steps_per_epoch();
        double factor = rate;
        batches.start_epoch(epoch - 1);
        for (std::int64_t step = 0; step < steps; ++step) {
            if (observer_.stop_requested()) return fail(Status::stopped, "");
            if (recipe_.trial_seconds > 0.0 && seconds_since(start_) > recipe_.trial_seconds) {
                return fail(Status::timeout,
                            "the training took longer than training.trial_seconds");
            }
            factor = rate * rate_factor(recipe_, (epoch - 1) * steps + step, steps);
            const Judgement judgement = train_step(network, optimizer, batches.batch(step),
                                                   recipe_.label_smoothing, factor);
            loss.add_(judgement.loss);
            correct.add_(judgement.correct);
            const bool look = step % steps_between_looks == 0 || step + 1 == steps;
            if (look && !std::isfinite(loss.item<double>())) {
                return fail(Status::diverged, "the loss is not a number");
            }
        }
        const double images = static_cast<double>(steps * batches.batch_size());
        const Score score = evaluate(network, trainer_.validation_, trainer_.standardisation_,
                                     batches.batch_size());
        EpochReport report;
        report.trial = trial_.id;
        report.attempt = attempt;
        report.epoch = epoch;
        report.learning_rate = recipe_.learning_rate * factor;
        report.training_loss = loss.item<double>() / images;
        report.training_accuracy = static_cast<double>(correct.item<std::int64_t>()) / images;
        report.validation_loss = score.loss;
        report.validation_accuracy = score.accuracy;
        report.seconds = seconds_since(start);
        return report;
    }

    std::nullopt_t fail(Status status, std::string message) {
        result_.status = status;
        result_.message = std::move(message);
        result_.accuracy = 0.0;
        return std::nullopt;
    }

    const TorchTrainer& trainer_;
    const TrainingRecipe& recipe_;
    const Trial& trial_;
    TrainingObserver& observer_;
    Clock::time_point start_ = Clock::now();
    Evaluation result_;
};

TorchTrainer::TorchTrainer(const TrainerSetup& setup, const ImagesView& images,
                           WeightsStore& weights)
    : recipe_(setup.recipe),
      input_(setup.input),
      classes_(setup.classes),
      weights_(weights),
      placement_(choose_placement(setup.device, setup.local_rank, setup.recipe.precision)),
      standardisation_(standardisation(images, placement_.device)),
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

Evaluation TorchTrainer::test(const Trial& trial) const {
    const auto start = Clock::now();
    Network network = build_network(trial.architecture, input_, recipe_, placement_, trial.seed);
    restore(network, weights_.load(trial.id));
    Evaluation result;
    result.trial = trial.id;
    result.task = trial.task;
    result.accuracy = evaluate(network, test_, standardisation_, recipe_.batch).accuracy;
    result.measured_parameters = network.parameter_count();
    result.device = device();
    result.seconds = seconds_since(start);
    return result;
}

}  // namespace metaqnn::train
