// Tries, epochs and states of a training; see training.hpp.
#include "train/training.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>
#include <utility>

#include <ATen/core/Tensor.h>
#include <ATen/ops/full.h>
#include <unistd.h>

#include "core/cost.hpp"
#include "core/error.hpp"
#include "train/evaluate.hpp"
#include "train/failure.hpp"
#include "train/schedule.hpp"
#include "train/take_over.hpp"
#include "train/train_step.hpp"

namespace metaqnn::train {
namespace {

// Reading the loss waits for the device, so it is looked at now and then only.
constexpr std::int64_t steps_between_looks = 20;

// Names of the best epoch's weights in a state begin with it.
constexpr std::string_view best_prefix = "best ";

// Some systems promise more memory than they have and kill who uses it, so weights that can never
// fit are not asked for.
bool fits_this_computer(std::int64_t parameters) {
    const auto bytes =
        static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
    return static_cast<double>(parameters) * sizeof(float) < bytes;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TorchTrainer::Training::Attempt::Attempt(const TorchTrainer& trainer, const Trial& trial,
                                         std::int32_t number)
    : seeds(trial.seed + static_cast<std::uint64_t>(number)),
      network(build_network(trial.architecture, trainer.input_, trainer.recipe_, trainer.placement_,
                            seeds.next())),
      optimizer(trainer.recipe_, network.parameters()),
      batches(trainer.train_, trainer.standardisation_, trainer.recipe_, seeds.next()),
      rate(std::pow(trainer.recipe_.restart_factor, number)) {
    if (trial.initial_weights.empty()) return;
    take_over(network, trainer.weights_.load_initial(trial), trainer.recipe_.transferred_rate);
}

std::vector<NamedTensor> TorchTrainer::Training::Attempt::state() const {
    std::vector<NamedTensor> all = network.state();
    for (NamedTensor& tensor : optimizer.state()) all.push_back(std::move(tensor));
    return all;
}

std::vector<Tensor> TorchTrainer::Training::Attempt::stored_state() const {
    std::vector<Tensor> all = stored(state());
    for (const Tensor& tensor : best_weights) {
        all.push_back({std::string(best_prefix) + tensor.name, tensor.shape, tensor.values});
    }
    return all;
}

bool TorchTrainer::Training::Attempt::restore_state(std::vector<Tensor> tensors) {
    const auto is_best = [](const Tensor& t) { return t.name.starts_with(best_prefix); };
    const auto best = std::find_if(tensors.begin(), tensors.end(), is_best);
    std::vector<Tensor> weights(std::make_move_iterator(best),
                                std::make_move_iterator(tensors.end()));
    tensors.erase(best, tensors.end());
    for (Tensor& tensor : weights) {
        tensor.name.erase(0, std::min(tensor.name.size(), best_prefix.size()));
    }
    // The network takes the best weights only to see that they are its own.
    if (!weights.empty() && !restore(network.state(), weights)) return false;
    if (!restore(state(), tensors)) return false;
    best_weights = std::move(weights);
    return true;
}

Evaluation TorchTrainer::Training::run() {
    result_.trial = trial_.id;
    result_.task = trial_.task;
    result_.device = trainer_.device();
    const std::int64_t parameters = cost_of(trial_.architecture, trainer_.input_).parameters;
    try {
        if (fits_this_computer(parameters)) {
            train();
        } else {
            fail(Status::out_of_memory,
                 std::to_string(parameters) + " parameters exceed the memory of this computer");
        }
    } catch (const std::exception& error) {
        const auto failure = failure_of(error);
        if (!failure) throw;
        fail(failure->status, failure->message);
    }
    result_.restarts = at_.attempt;
    result_.epochs = at_.epochs;
    if (result_.status == Status::stopped) result_.saved_epochs = saved_epochs_;
    result_.best_epoch = at_.best_epoch;
    result_.learning_rate = recipe_.learning_rate * std::pow(recipe_.restart_factor, at_.attempt);
    result_.continued = at_.continued;
    result_.seconds = seconds();
    result_.energy_joules = energy_joules();
    if (result_.message.empty()) result_.message = warning_;
    return result_;
}

void TorchTrainer::Training::train() {
    std::unique_ptr<Attempt> attempt = begin();
    while (try_rate(*attempt) == Try::worthless) {
        if (last_try()) {
            result_.accuracy = 1.0 / trainer_.classes_;
            break;
        }
        attempt.reset();
        TrainingState next;
        next.attempt = at_.attempt + 1;
        next.seconds = at_.seconds;
        next.energy_joules = at_.energy_joules;
        next.continued = at_.continued;
        next.reports = std::move(at_.reports);
        at_ = std::move(next);
        attempt = std::make_unique<Attempt>(trainer_, trial_, at_.attempt);
    }
    if (result_.status != Status::ok) return;
    result_.latency_seconds =
        latency_seconds(attempt->network, trainer_.input_, trainer_.placement_.device);
}

// From the saved state if there is one that fits, else from the start.
std::unique_ptr<TorchTrainer::Training::Attempt> TorchTrainer::Training::begin() {
    // Weights, running statistics, two moments and the best weights, each with room to spare.
    const std::int64_t parameters = cost_of(trial_.architecture, trainer_.input_).parameters;
    const StateBounds bounds{std::int64_t{recipe_.epochs} + recipe_.learning_rates,
                             8 * parameters + 1};
    FoundState found = trainer_.states_.load(trial_, bounds);
    std::unique_ptr<Attempt> attempt;
    if (found.state && found.state->attempt < recipe_.learning_rates) {
        attempt = std::make_unique<Attempt>(trainer_, trial_, found.state->attempt);
        if (go_on(*attempt, std::move(*found.state))) return attempt;
    }
    if (found.state) found.problem = "it does not fit the network and its recipe";
    if (!found.problem.empty()) warning_ = "began anew, without its state: " + found.problem;
    attempt = std::make_unique<Attempt>(trainer_, trial_, 0);
    result_.measured_parameters = attempt->network.parameter_count();
    return attempt;
}

// Brings a fresh try to where the state says; false if that is not a place of this training.
bool TorchTrainer::Training::go_on(Attempt& attempt, TrainingState state) {
    if (state.epochs >= recipe_.epochs || state.step >= attempt.batches.steps_per_epoch() ||
        !attempt.restore_state(std::exchange(state.tensors, {}))) {
        return false;
    }
    at_ = std::move(state);
    ++at_.continued;
    saved_epochs_ = epochs_of_all_tries(attempt);
    result_.measured_parameters = attempt.network.parameter_count();
    // The job may have been killed before the journal had them.
    for (const EpochReport& report : at_.reports) observer_.on_epoch(report);
    return true;
}

// The whole training at one rate.
TorchTrainer::Training::Try TorchTrainer::Training::try_rate(Attempt& attempt) {
    while (at_.epochs < recipe_.epochs) {
        const auto report = run_epoch(attempt);
        if (!report) {  // the loss is no number, the time is over, or the run ends
            const bool again = result_.status == Status::diverged && at_.epochs == 0 && !last_try();
            if (again) fail(Status::ok, "");
            return again ? Try::worthless : Try::ended;
        }
        take_in(attempt, *report);
        const bool chance =
            report->validation_accuracy <= recipe_.chance_factor / trainer_.classes_;
        if (at_.epochs == 1 && chance) return Try::worthless;
    }
    store_weights(attempt);
    return Try::done;
}

void TorchTrainer::Training::take_in(Attempt& attempt, const EpochReport& report) {
    observer_.on_epoch(report);
    at_.reports.push_back(report);
    ++at_.epochs;
    at_.step = 0;
    at_.loss = 0.0;
    at_.correct = 0;
    at_.epoch_seconds = 0.0;
    const double accuracy = report.validation_accuracy;
    const bool best_counts = recipe_.selection == Selection::best;
    result_.accuracy = best_counts ? std::max(at_.best_accuracy, accuracy) : accuracy;
    if (accuracy <= at_.best_accuracy) return;
    at_.best_accuracy = accuracy;
    at_.best_epoch = at_.epochs;
    const bool wanted = best_counts && accuracy > trial_.keep_above && at_.epochs < recipe_.epochs;
    attempt.best_weights = wanted ? stored(attempt.network.state()) : std::vector<Tensor>{};
}

// None if the training ended in the epoch; the result says why.
std::optional<EpochReport> TorchTrainer::Training::run_epoch(Attempt& attempt) {
    const auto options = at::dtype(at::kDouble).device(trainer_.placement_.device);
    loss_ = at::full({}, at_.loss, options);
    correct_ = at::full({}, at_.correct, options.dtype(at::kLong));
    epoch_start_ = Clock::now();
    first_step_ = at_.step;
    save_if_due(attempt);
    const std::int64_t steps = attempt.batches.steps_per_epoch();
    const std::int64_t before = at_.epochs * steps;
    attempt.batches.start_epoch(at_.epochs);
    attempt.network.seek(before + at_.step);
    double factor = attempt.rate;
    for (; at_.step < steps; ++at_.step) {
        if (must_stop(steps)) {
            save(attempt);
            return fail(Status::stopped, "");
        }
        if (recipe_.trial_seconds > 0.0 && seconds() > recipe_.trial_seconds) {
            return fail(Status::timeout, "the training took longer than training.trial_seconds");
        }
        factor = attempt.rate * rate_factor(recipe_, before + at_.step, steps);
        const Judgement judgement =
            train_step(attempt.network, attempt.optimizer, attempt.batches.batch(at_.step),
                       recipe_.label_smoothing, factor);
        loss_.add_(judgement.loss);
        correct_.add_(judgement.correct);
        const bool look = at_.step % steps_between_looks == 0 || at_.step + 1 == steps;
        if (look) meter_.joules();  // before its counters run over
        if (look && !std::isfinite(loss_.item<double>())) {
            return fail(Status::diverged, "the loss is not a number");
        }
    }
    return report(attempt, factor);
}

// Of the epoch whose steps are done.
EpochReport TorchTrainer::Training::report(Attempt& attempt, double factor) const {
    const std::int64_t batch = attempt.batches.batch_size();
    const auto images = static_cast<double>(at_.step * batch);
    EpochReport report;
    report.trial = trial_.id;
    report.attempt = at_.attempt;
    report.epoch = at_.epochs + 1;
    report.learning_rate = recipe_.learning_rate * factor;
    report.training_loss = loss_.item<double>() / images;
    report.training_accuracy = static_cast<double>(correct_.item<std::int64_t>()) / images;
    const Score score =
        trainer_.validation_.size() == 0
            ? Score{report.training_loss, report.training_accuracy}
            : evaluate(attempt.network, trainer_.validation_, trainer_.standardisation_, batch);
    report.validation_loss = score.loss;
    report.validation_accuracy = score.accuracy;
    report.seconds = epoch_seconds();
    return report;
}

// Asked to stop, an epoch goes on only if it is likely to end in time.
bool TorchTrainer::Training::must_stop(std::int64_t steps) {
    const Clock::time_point now = Clock::now();
    if (!stop_end_ && observer_.stop_requested()) {
        const std::chrono::duration<double> grace(trainer_.grace_seconds_);
        stop_end_ = now + std::chrono::duration_cast<Clock::duration>(grace);
    }
    if (!stop_end_) return false;
    const std::int64_t done = at_.step - first_step_;
    if (at_.step == 0 || done == 0) return at_.step == 0 || now >= *stop_end_;
    return now + (now - epoch_start_) / done * (steps - at_.step) > *stop_end_;
}

void TorchTrainer::Training::save_if_due(const Attempt& attempt) {
    const double interval = trainer_.save_seconds_;
    if (at_.step == 0 && interval > 0.0 && seconds_since(saved_) > interval) save(attempt);
}

// A training can do without a state, so whatever goes wrong with it is only told.
void TorchTrainer::Training::save(const Attempt& attempt) {
    saved_ = Clock::now();
    if (at_.attempt == 0 && at_.epochs == 0 && at_.step == 0) return;
    try {
        TrainingState state = at_;
        state.loss = loss_.item<double>();
        state.correct = correct_.item<std::int64_t>();
        state.epoch_seconds = epoch_seconds();
        state.seconds = seconds();
        state.energy_joules = energy_joules();
        state.tensors = attempt.stored_state();
        trainer_.states_.save(trial_, state);
        saved_epochs_ = epochs_of_all_tries(attempt);
        warning_.clear();
    } catch (const std::exception& error) {
        warning_ = std::string("its state was not saved: ") + error.what();
    }
}

// Each earlier try ended in or after its first epoch.
double TorchTrainer::Training::epochs_of_all_tries(const Attempt& attempt) const {
    const auto steps = static_cast<double>(attempt.batches.steps_per_epoch());
    return at_.attempt + at_.epochs + static_cast<double>(at_.step) / steps;
}

void TorchTrainer::Training::store_weights(const Attempt& attempt) {
    if (!(result_.accuracy > trial_.keep_above)) return;
    const bool earlier = recipe_.selection == Selection::best && at_.best_epoch < at_.epochs;
    // They are gone if they were not wanted when the training was stopped.
    if (earlier && attempt.best_weights.empty()) return;
    try {
        trainer_.weights_.save(trial_,
                               earlier ? attempt.best_weights : stored(attempt.network.state()));
        result_.weights_stored = true;
    } catch (const IoError& error) {
        result_.message = error.what();  // the training counts without its weights
    }
}

std::nullopt_t TorchTrainer::Training::fail(Status status, std::string message) {
    result_.status = status;
    result_.message = std::move(message);
    result_.accuracy = 0.0;
    return std::nullopt;
}

double TorchTrainer::Training::seconds() const { return at_.seconds + seconds_since(start_); }

double TorchTrainer::Training::epoch_seconds() const {
    return at_.epoch_seconds + seconds_since(epoch_start_);
}

}  // namespace metaqnn::train
