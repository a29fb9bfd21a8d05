// Trainers that train nothing; see made_trainer.hpp.
#include "pool/made_trainer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <thread>
#include <vector>

#include <sys/resource.h>

#include "core/error.hpp"
#include "core/random.hpp"
#include "wire/serve.hpp"

namespace metaqnn {
namespace {

double effect_of(const Layer& layer, int& poolings) {
    if (const auto* convolution = std::get_if<Convolution>(&layer)) {
        const double size = convolution->filters / (convolution->filters + 16.0);
        return convolution->field == 3 ? size : 0.7 * size;
    }
    if (std::holds_alternative<MaxPooling>(layer)) return ++poolings <= 2 ? 0.5 : 0.0;
    return std::holds_alternative<FullyConnected>(layer) ? 0.1 : 0.0;
}

// With sigma = 1.207 the 99th percentile of a log-normal number is 8 times its mean.
double seconds_of(const Trial& trial, double mean) {
    constexpr double sigma = 1.207;
    Rng random(trial.seed);
    return mean * std::exp(sigma * random.normal() - sigma * sigma / 2.0);
}

bool has_fault(const char* kind, std::int64_t number) {
    const char* faults = std::getenv("METAQNN_FAULT");
    if (faults == nullptr) return false;
    const std::string wanted = std::string(kind) + ":" + std::to_string(number) + ",";
    return ("," + std::string(faults) + ",").find("," + wanted) != std::string::npos;
}

[[noreturn]] void hang() {
    while (true) std::this_thread::sleep_for(std::chrono::seconds(1));
}

// Takes memory until the system gives no more, under a limit that spares everybody else.
[[noreturn]] void exhaust_memory() {
    constexpr rlim_t limit = 1U << 30U;
    rlimit before{};
    getrlimit(RLIMIT_AS, &before);
    const rlimit tight{std::min(limit, before.rlim_max), before.rlim_max};
    setrlimit(RLIMIT_AS, &tight);
    try {
        std::vector<std::unique_ptr<char[]>> taken;
        while (true) taken.push_back(std::make_unique_for_overwrite<char[]>(1U << 24U));
    } catch (const std::bad_alloc&) {
        setrlimit(RLIMIT_AS, &before);
        throw;
    }
}

void commit_faults(TrialId trial, int local_rank) {
    if (has_fault("crash", trial) || has_fault("broken", local_rank)) std::abort();
    if (has_fault("hang", trial)) hang();
    if (has_fault("memory", trial)) exhaust_memory();
}

}  // namespace

double made_accuracy(const Architecture& architecture) {
    double sum = 0.0;
    int poolings = 0;
    for (std::size_t i = 0; i < architecture.layers.size(); ++i) {
        sum += effect_of(architecture.layers[i], poolings) / (1.0 + static_cast<double>(i) / 10.0);
    }
    const double noise =
        static_cast<double>(stable_hash(to_text(architecture)) >> 11U) * 0x1.0p-53 * 0.02;
    return 0.1 + 0.8 * sum / (1.0 + sum) + noise;
}

RecordedTraining made_at_once(const Trial& trial) {
    RecordedTraining training;
    training.accuracy = made_accuracy(trial.architecture);
    return training;
}

Answers made_with_time(double mean_seconds) {
    return [mean_seconds](const Trial& trial) {
        constexpr int epochs = 5;
        RecordedTraining training = made_at_once(trial);
        training.seconds = seconds_of(trial, mean_seconds);
        for (int epoch = 1; epoch <= epochs; ++epoch) {
            training.curve.push_back(training.accuracy * (0.5 + 0.5 * epoch / epochs));
        }
        return training;
    };
}

Answers recorded(std::shared_ptr<const ResultTable> table, double speed) {
    return [table = std::move(table), speed](const Trial& trial) {
        RecordedTraining training = table->draw(trial);
        training.seconds = speed > 0.0 ? training.seconds / speed : 0.0;
        return training;
    };
}

std::vector<EpochReport> epoch_reports(const Trial& trial, const RecordedTraining& training) {
    std::vector<EpochReport> reports;
    for (const double accuracy : training.curve) {
        EpochReport& report = reports.emplace_back();
        report.trial = trial.id;
        report.epoch = static_cast<std::int32_t>(reports.size());
        report.training_accuracy = report.validation_accuracy = accuracy;
        report.training_loss = report.validation_loss = std::numeric_limits<double>::quiet_NaN();
        report.seconds = training.seconds / static_cast<double>(training.curve.size());
    }
    return reports;
}

// From the saved state if there is one, else from the start.
TrainingState SleepTrainer::begin(const Trial& trial, int epochs, TrainingObserver& observer,
                                  Evaluation& result) const {
    FoundState found = states_.load(trial, {epochs, 0});
    const bool fits = found.state && found.state->epochs < epochs &&
                      found.state->reports.size() == static_cast<std::size_t>(found.state->epochs);
    if (!fits) {
        result.message = found.problem;
        return {};
    }
    TrainingState state = std::move(*found.state);
    ++state.continued;
    for (const EpochReport& report : state.reports) observer.on_epoch(report);
    return state;
}

// Sleeps in slices until so much of the epoch is over; false if it has to stop before.
bool SleepTrainer::sleep(double seconds, TrainingState& state, TrainingObserver& observer) const {
    using Clock = std::chrono::steady_clock;
    constexpr std::chrono::duration<double> slice{0.01};
    const auto start = Clock::now() - std::chrono::duration<double>(state.epoch_seconds);
    bool stopping = false;
    while (true) {
        const std::chrono::duration<double> passed = Clock::now() - start;
        const std::chrono::duration<double> left{seconds - passed.count()};
        state.epoch_seconds = std::min(seconds, passed.count());
        if (!stopping && observer.stop_requested()) {
            stopping = true;
            if (left.count() > grace_seconds_) return false;
        }
        if (left.count() <= 0.0) return true;
        std::this_thread::sleep_for(std::min(left, slice));
    }
}

// Without its state a training begins anew.
void SleepTrainer::stop(const Trial& trial, double epoch_seconds, const TrainingState& state,
                        Evaluation& result) const {
    result.status = Status::stopped;
    try {
        states_.save(trial, state);
        result.saved_epochs = state.epochs + state.epoch_seconds / epoch_seconds;
    } catch (const IoError& error) {
        result.message = error.what();
    }
}

Evaluation SleepTrainer::run(const Trial& trial, TrainingObserver& observer) {
    commit_faults(trial.id, local_rank_);
    Evaluation evaluation;
    evaluation.trial = trial.id;
    evaluation.task = trial.task;
    evaluation.device = device();
    const RecordedTraining answer = answers_(trial);
    const std::vector<EpochReport> reports = epoch_reports(trial, answer);
    expect(!reports.empty(), "SleepTrainer: an answer without an epoch");
    const auto epochs = static_cast<int>(reports.size());
    const double seconds = reports.front().seconds;
    TrainingState state = begin(trial, epochs, observer, evaluation);
    evaluation.continued = state.continued;
    while (state.epochs < epochs) {
        // The rest of the time passes as in a training that is ended in the middle.
        const bool over = trial_seconds_ > 0.0 && state.seconds + seconds > trial_seconds_;
        const bool stop_at_once = state.epoch_seconds == 0.0 && observer.stop_requested();
        if (stop_at_once ||
            !sleep(over ? trial_seconds_ - state.seconds : seconds, state, observer)) {
            stop(trial, seconds, state, evaluation);
            break;
        }
        if (over) {
            evaluation.status = Status::timeout;
            evaluation.message = "over training.trial_seconds";
            state.seconds = trial_seconds_;
            break;
        }
        state.reports.push_back(reports[static_cast<std::size_t>(state.epochs)]);
        evaluation.epochs = evaluation.best_epoch = ++state.epochs;
        evaluation.accuracy = state.reports.back().validation_accuracy;
        state.seconds += seconds;
        state.epoch_seconds = 0.0;
        observer.on_epoch(state.reports.back());
    }
    if (state.epochs == epochs) evaluation.accuracy = answer.accuracy;
    evaluation.seconds = state.seconds;
    return evaluation;
}

int serve_sleep(const StatesFactory& make_states, const AnswersFactory& make_answers) {
    std::unique_ptr<TrainingStore> states;
    return wire::run_trainer_process([&](const TrainerSetup& setup) {
        if (has_fault("start", setup.local_rank)) throw IoError("cannot start (METAQNN_FAULT)");
        if (has_fault("slow", setup.local_rank)) hang();
        states = make_states(setup);
        return std::make_unique<SleepTrainer>(setup, *states, make_answers(setup));
    });
}

}  // namespace metaqnn
