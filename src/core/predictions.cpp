// Numbers of predictions; see predictions.hpp.
#include "core/predictions.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"

namespace metaqnn {

std::vector<std::uint16_t> answers_of(const Predictions& predictions) {
    std::vector<std::uint16_t> answers;
    answers.reserve(predictions.labels.size());
    auto first = predictions.probabilities.begin();
    for (std::int64_t i = 0; i < predictions.size(); ++i, first += predictions.classes) {
        const auto best = std::max_element(first, first + predictions.classes);
        answers.push_back(static_cast<std::uint16_t>(best - first));
    }
    return answers;
}

double fraction_equal(std::span<const std::uint16_t> a, std::span<const std::uint16_t> b) {
    expect(a.size() == b.size(), "fraction_equal: not equally many");
    if (a.empty()) return 0.0;
    std::int64_t equal = 0;
    for (std::size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i] ? 1 : 0;
    return static_cast<double>(equal) / static_cast<double>(a.size());
}

double accuracy_of(const Predictions& predictions) {
    return fraction_equal(answers_of(predictions), predictions.labels);
}

std::optional<double> error_of(const Predictions& predictions) {
    if (predictions.size() == 0) return std::nullopt;
    return 1.0 - accuracy_of(predictions);
}

Interval wilson_interval(double fraction, std::int64_t count) {
    if (count <= 0) return {};
    constexpr double z = 1.959963984540054;  // 97.5 % of the normal distribution lie below
    const auto n = static_cast<double>(count);
    const double centre = fraction + z * z / (2.0 * n);
    const double half = z * std::sqrt(fraction * (1.0 - fraction) / n + z * z / (4.0 * n * n));
    const double scale = 1.0 + z * z / n;
    return {std::max(0.0, (centre - half) / scale), std::min(1.0, (centre + half) / scale)};
}

Confusion::Confusion(int classes, std::span<const std::uint16_t> labels,
                     std::span<const std::uint16_t> answers)
    : classes_(classes),
      counts_(static_cast<std::size_t>(classes) * static_cast<std::size_t>(classes)) {
    expect(labels.size() == answers.size(), "Confusion: not equally many");
    for (std::size_t i = 0; i < labels.size(); ++i) {
        expect(labels[i] < classes && answers[i] < classes, "Confusion: no such class");
        ++counts_[std::size_t{labels[i]} * static_cast<std::size_t>(classes) + answers[i]];
    }
}

std::int64_t Confusion::images(int label) const {
    std::int64_t sum = 0;
    for (int answer = 0; answer < classes_; ++answer) sum += count(label, answer);
    return sum;
}

double Confusion::balanced_accuracy() const {
    double sum = 0.0;
    int classes = 0;
    for (int label = 0; label < classes_; ++label) {
        const std::int64_t all = images(label);
        if (all == 0) continue;
        sum += static_cast<double>(count(label, label)) / static_cast<double>(all);
        ++classes;
    }
    return classes == 0 ? 0.0 : sum / classes;
}

std::vector<Confusion::Mistake> Confusion::mistakes(std::size_t most) const {
    std::vector<Mistake> all;
    for (int label = 0; label < classes_; ++label) {
        for (int answer = 0; answer < classes_; ++answer) {
            if (label == answer || count(label, answer) == 0) continue;
            all.push_back({label, answer, count(label, answer)});
        }
    }
    std::ranges::stable_sort(all, std::ranges::greater{}, &Mistake::count);
    if (all.size() > most) all.resize(most);
    return all;
}

}  // namespace metaqnn
