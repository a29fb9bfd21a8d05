// The file of a training in flight.
#include "io/training_files.hpp"

#include <array>
#include <cmath>
#include <filesystem>
#include <span>
#include <utility>

#include "core/error.hpp"
#include "io/arrays.hpp"
#include "io/attributes.hpp"
#include "io/replace_file.hpp"
#include "io/tensors.hpp"

namespace metaqnn {
namespace {

constexpr const char* training_format = "metaqnn training";
constexpr std::int64_t training_version = 2;
constexpr std::int64_t report_columns = 8;

void write_position(const h5::File& file, const TrainingState& state, const std::string& path) {
    h5::write_integer(file.id(), "attempt", std::int64_t{state.attempt}, path);
    h5::write_integer(file.id(), "epochs", std::int64_t{state.epochs}, path);
    h5::write_integer(file.id(), "step", state.step, path);
    h5::write_real(file.id(), "loss", state.loss, path);
    h5::write_integer(file.id(), "correct", state.correct, path);
    h5::write_real(file.id(), "epoch_seconds", state.epoch_seconds, path);
    h5::write_real(file.id(), "seconds", state.seconds, path);
    h5::write_real(file.id(), "energy_joules", state.energy_joules, path);
    h5::write_integer(file.id(), "best_epoch", std::int64_t{state.best_epoch}, path);
    h5::write_real(file.id(), "best_accuracy", state.best_accuracy, path);
    h5::write_integer(file.id(), "continued", std::int64_t{state.continued}, path);
}

bool is_fraction(double value) { return value >= 0.0 && value <= 1.0; }

bool is_duration(double seconds) { return seconds >= 0.0 && std::isfinite(seconds); }

std::int32_t read_count(const h5::File& file, const char* name, const std::string& path) {
    const std::int64_t value = h5::read_integer(file.id(), name, path);
    require(value >= 0 && value <= INT32_MAX,
            path + ": " + name + " = " + std::to_string(value) + "; the file is damaged");
    return static_cast<std::int32_t>(value);
}

void read_position(const h5::File& file, TrainingState& state, const std::string& path) {
    state.attempt = read_count(file, "attempt", path);
    state.epochs = read_count(file, "epochs", path);
    state.step = h5::read_integer(file.id(), "step", path);
    state.loss = h5::read_real(file.id(), "loss", path);
    state.correct = h5::read_integer(file.id(), "correct", path);
    state.epoch_seconds = h5::read_real(file.id(), "epoch_seconds", path);
    state.seconds = h5::read_real(file.id(), "seconds", path);
    state.energy_joules = h5::read_real(file.id(), "energy_joules", path);
    state.best_epoch = read_count(file, "best_epoch", path);
    state.best_accuracy = h5::read_real(file.id(), "best_accuracy", path);
    state.continued = read_count(file, "continued", path);
    const bool none_finished = state.best_accuracy == -1.0;
    require(state.step >= 0 && state.correct >= 0 && state.best_epoch <= state.epochs &&
                is_duration(state.epoch_seconds) && is_duration(state.seconds) &&
                state.energy_joules >= 0.0 && std::isfinite(state.energy_joules) &&
                (none_finished || is_fraction(state.best_accuracy)),
            path + " has an impossible number; the file is damaged");
}

void write_reports(const h5::File& file, const std::vector<EpochReport>& reports) {
    std::vector<double> numbers;
    for (const EpochReport& r : reports) {
        const std::array<double, report_columns> row{static_cast<double>(r.attempt),
                                                     static_cast<double>(r.epoch),
                                                     r.learning_rate,
                                                     r.training_loss,
                                                     r.training_accuracy,
                                                     r.validation_loss,
                                                     r.validation_accuracy,
                                                     r.seconds};
        numbers.insert(numbers.end(), row.begin(), row.end());
    }
    const std::array<std::int64_t, 2> shape{static_cast<std::int64_t>(reports.size()),
                                            report_columns};
    h5::write_array<double>(file, "reports", shape, numbers, h5::Checksums::fletcher32);
}

std::vector<EpochReport> read_reports(const h5::File& file, TrialId trial, std::int64_t most,
                                      const std::string& path) {
    const auto table = h5::read_array<double>(file, "reports", most * report_columns);
    require(table.shape.size() == 2 && table.shape[1] == report_columns,
            path + ": reports has the wrong shape; the file is damaged");
    std::vector<EpochReport> reports(static_cast<std::size_t>(table.shape[0]));
    std::span<const double> rest = table.numbers;
    for (EpochReport& r : reports) {
        require(rest[0] >= 0.0 && rest[0] <= INT32_MAX && rest[1] >= 1.0 && rest[1] <= INT32_MAX &&
                    is_fraction(rest[4]) && is_fraction(rest[6]) && is_duration(rest[7]),
                path + ": reports has an impossible number; the file is damaged");
        r.trial = trial;
        r.attempt = static_cast<std::int32_t>(rest[0]);
        r.epoch = static_cast<std::int32_t>(rest[1]);
        r.learning_rate = rest[2];
        r.training_loss = rest[3];
        r.training_accuracy = rest[4];
        r.validation_loss = rest[5];
        r.validation_accuracy = rest[6];
        r.seconds = rest[7];
        rest = rest.subspan(report_columns);
    }
    return reports;
}

TrainingState read_state(const std::string& path, const Trial& trial, std::uint64_t recipe,
                         const StateBounds& bounds) {
    const h5::File file = h5::open_file(path, h5::Access::read);
    require(h5::read_text(file.id(), "format", path) == training_format,
            path + " is no state of a training");
    require(h5::read_integer(file.id(), "version", path) == training_version,
            path + " is of another version than this program reads");
    require(h5::read_integer(file.id(), "trial", path) == trial.id &&
                h5::read_text(file.id(), "architecture", path) == to_text(trial.architecture) &&
                h5::read_unsigned(file.id(), "seed", path) == trial.seed,
            path + " is of another trial");
    require(h5::read_unsigned(file.id(), "recipe", path) == recipe,
            path + " was trained by another recipe");
    TrainingState state;
    read_position(file, state, path);
    state.reports = read_reports(file, trial.id, bounds.reports, path);
    state.tensors = read_tensors(file, bounds.numbers);
    return state;
}

}  // namespace

std::string training_file(const std::string& folder, TrialId trial) {
    return folder + "/trial-" + std::to_string(trial) + ".h5";
}

void TrainingFiles::save(const Trial& trial, const TrainingState& state) {
    if (folder_.empty()) throw IoError("no folder for the states of trainings was given");
    const std::string path = training_file(folder_, trial.id);
    replace_file(path, [&](const h5::File& file) {
        h5::write_text(file.id(), "format", training_format, path);
        h5::write_integer(file.id(), "version", training_version, path);
        h5::write_integer(file.id(), "trial", trial.id, path);
        h5::write_text(file.id(), "architecture", to_text(trial.architecture), path);
        h5::write_integer(file.id(), "seed", trial.seed, path);
        h5::write_integer(file.id(), "recipe", recipe_, path);
        write_position(file, state, path);
        write_reports(file, state.reports);
        write_tensors(file, state.tensors, h5::Checksums::fletcher32);
    });
}

FoundState TrainingFiles::load(const Trial& trial, const StateBounds& bounds) {
    const std::string path = training_file(folder_, trial.id);
    std::error_code error;
    if (folder_.empty() || !std::filesystem::exists(path, error)) return {};
    try {
        return {read_state(path, trial, recipe_, bounds), {}};
    } catch (const Error& problem) {
        return {std::nullopt, problem.what()};
    }
}

}  // namespace metaqnn
