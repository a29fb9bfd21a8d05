// How long a training will take; see time_predictor.hpp.
#include "core/time_predictor.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/error.hpp"

namespace metaqnn {
namespace {

constexpr std::size_t most_trainings = 1000;

// log(rate * spread) of each training, were the overhead this.
template <class Trainings>
std::vector<double> log_rates(const Trainings& trainings, double overhead) {
    std::vector<double> rates;
    rates.reserve(trainings.size());
    for (const auto& training : trainings) {
        rates.push_back(training.log_seconds - std::log(training.multiply_adds + overhead));
    }
    return rates;
}

double mean(const std::vector<double>& numbers) {
    return std::accumulate(numbers.begin(), numbers.end(), 0.0) /
           static_cast<double>(numbers.size());
}

double squares_about_mean(const std::vector<double>& numbers) {
    const double middle = mean(numbers);
    double sum = 0.0;
    for (const double number : numbers) sum += (number - middle) * (number - middle);
    return sum;
}

// "cuda:3" -> "cuda".
std::string_view kind_of(std::string_view device) { return device.substr(0, device.find(':')); }

}  // namespace

void TimePredictor::add(const TrialRow& row) {
    const Evaluation& evaluation = row.evaluation;
    if (evaluation.status != Status::ok || !(evaluation.seconds > 0.0)) return;
    Model& model = models_[std::string(kind_of(evaluation.device))];
    const Training training{static_cast<double>(row.multiply_adds), std::log(evaluation.seconds)};
    if (model.last.size() < most_trainings) {
        model.last.push_back(training);
    } else {
        model.last[static_cast<std::size_t>(model.count) % most_trainings] = training;
    }
    ++model.count;
    if (model.count < model.next_fit) return;
    fit(model);
    model.next_fit = model.count + std::max<std::int64_t>(1, model.count / 20);
}

void TimePredictor::fit(Model& model) {
    // Quarter decades from a thousand multiply-adds to a million million.
    constexpr int steps = 36;
    double least = std::numeric_limits<double>::infinity();
    for (int step = 0; step <= steps; ++step) {
        const double overhead = std::pow(10.0, 3.0 + 0.25 * step);
        std::vector<double> rates = log_rates(model.last, overhead);
        const double squares = squares_about_mean(rates);
        if (squares >= least) continue;
        least = squares;
        model.overhead = overhead;
        model.rates = std::move(rates);
    }
    for (double& rate : model.rates) rate = std::exp(rate);
    std::sort(model.rates.begin(), model.rates.end());
    model.mean_rate = mean(model.rates);
}

double TimePredictor::rate_at(const Model& model, double quantile) {
    // The rank that one more, equal to the others by chance, does not exceed with this probability.
    const auto count = static_cast<double>(model.rates.size());
    const double rank = std::clamp(std::ceil((count + 1.0) * quantile), 1.0, count);
    return model.rates[static_cast<std::size_t>(rank) - 1];
}

template <class Rate>
double TimePredictor::most(std::string_view device, std::int64_t multiply_adds, Rate rate) const {
    double most = 0.0;
    for (const auto& [kind, model] : models_) {
        if (model.rates.empty() || !(device.empty() || kind == kind_of(device))) continue;
        const double size = static_cast<double>(multiply_adds) + model.overhead;
        most = std::max(most, rate(model) * size);
    }
    return most;
}

double TimePredictor::seconds(std::string_view device, std::int64_t multiply_adds,
                              double quantile) const {
    expect(quantile > 0.0 && quantile < 1.0, "TimePredictor: a quantile beyond (0, 1)");
    return most(device, multiply_adds,
                [quantile](const Model& model) { return rate_at(model, quantile); });
}

double TimePredictor::mean_seconds(std::string_view device, std::int64_t multiply_adds) const {
    return most(device, multiply_adds, [](const Model& model) { return model.mean_rate; });
}

}  // namespace metaqnn
