// Least squares with three unknowns; see training_time.hpp.
#include "core/training_time.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace metaqnn {
namespace {

constexpr std::size_t parts = 3;
using Parts = std::array<double, parts>;

// What the parts of the time are multiplied with, each relative to the seconds that were taken.
Parts factors_of(const TimedNetwork& network) {
    return {1.0 / network.seconds, network.multiply_adds / network.seconds,
            network.activations / network.seconds};
}

double sum_of(const Parts& time, const Parts& factors) {
    double sum = 0.0;
    for (std::size_t i = 0; i < parts; ++i) sum += time[i] * factors[i];
    return sum;
}

double squares_of_errors(const Parts& time, std::span<const Parts> rows) {
    double squares = 0.0;
    for (const Parts& row : rows) squares += std::pow(sum_of(time, row) - 1.0, 2);
    return squares;
}

// The parts that are not left out, by the normal equations and Gauss-Jordan elimination; a part
// that the equations do not tell is 0.
Parts solve(std::span<const Parts> rows, const std::array<bool, parts>& used) {
    std::array<std::array<double, parts + 1>, parts> equations{};
    for (const Parts& row : rows) {
        for (std::size_t i = 0; i < parts; ++i) {
            for (std::size_t j = 0; j < parts; ++j) {
                if (used[i] && used[j]) equations[i][j] += row[i] * row[j];
            }
            if (used[i]) equations[i][parts] += row[i];
        }
    }
    Parts time{};
    std::array<bool, parts> solved{};
    for (std::size_t i = 0; i < parts; ++i) {
        constexpr double smallest = 1e-12;  // numbers are scaled to 1
        if (equations[i][i] < smallest) continue;
        solved[i] = true;
        for (std::size_t k = 0; k < parts; ++k) {
            if (k == i) continue;
            const double factor = equations[k][i] / equations[i][i];
            for (std::size_t j = 0; j <= parts; ++j) equations[k][j] -= factor * equations[i][j];
        }
    }
    for (std::size_t i = 0; i < parts; ++i) {
        if (solved[i]) time[i] = equations[i][parts] / equations[i][i];
    }
    return time;
}

// The best of all choices of parts whose solution has none below 0.
Parts best_parts(std::span<const Parts> rows) {
    Parts best{};
    double least = std::numeric_limits<double>::infinity();
    for (unsigned choice = 1; choice < 1U << parts; ++choice) {
        const Parts time =
            solve(rows, {(choice & 1U) != 0, (choice & 2U) != 0, (choice & 4U) != 0});
        const double squares = squares_of_errors(time, rows);
        if (std::ranges::all_of(time, [](double part) { return part >= 0.0; }) && squares < least) {
            least = squares;
            best = time;
        }
    }
    return best;
}

}  // namespace

TrainingTime fit_training_time(std::span<const TimedNetwork> timed) {
    if (timed.empty()) return {};
    std::vector<Parts> rows;
    rows.reserve(timed.size());
    Parts scale{};
    for (const TimedNetwork& network : timed) {
        rows.push_back(factors_of(network));
        for (std::size_t i = 0; i < parts; ++i) scale[i] = std::max(scale[i], rows.back()[i]);
    }
    for (Parts& row : rows) {
        for (std::size_t i = 0; i < parts; ++i) row[i] = scale[i] > 0.0 ? row[i] / scale[i] : 0.0;
    }
    Parts time = best_parts(rows);
    std::vector<double> misses;
    misses.reserve(rows.size());
    for (const Parts& row : rows) misses.push_back(1.0 / sum_of(time, row));
    std::ranges::sort(misses);
    const auto count = static_cast<double>(misses.size());
    const double rank = std::min(std::ceil((count + 1.0) * 0.9), count);
    for (std::size_t i = 0; i < parts; ++i) {
        time[i] *= scale[i] > 0.0 ? misses[static_cast<std::size_t>(rank) - 1] / scale[i] : 0.0;
    }
    return {time[0], time[1], time[2]};
}

}  // namespace metaqnn
