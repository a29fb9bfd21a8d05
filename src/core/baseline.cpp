// Draws of random searches and of noise; see baseline.hpp.
#include "core/baseline.hpp"

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/random.hpp"

namespace metaqnn {
namespace {

constexpr std::size_t draws = 2000;
constexpr std::uint64_t seed = 1;

// Of `draws` searches; each is what `search` gives.
template <class Search>
RandomBest summary_of(const Search& search, double best) {
    Rng random(seed);
    std::vector<double> found;
    for (std::size_t i = 0; i < draws; ++i) found.push_back(search(random));
    std::ranges::sort(found);
    RandomBest result;
    for (const double accuracy : found) result.mean += accuracy / draws;
    result.low = found[draws / 20];
    result.high = found[draws - 1 - draws / 20];
    const auto as_good = found.end() - std::ranges::lower_bound(found, best);
    result.as_good = static_cast<double>(as_good) / draws;
    return result;
}

}  // namespace

RandomBest random_best_of(std::span<const RandomTraining> trainings, std::int64_t count,
                          double best) {
    expect(!trainings.empty() && count >= 1, "random_best_of: no trainings");
    std::vector<double> sorted;
    for (const RandomTraining& training : trainings) sorted.push_back(training.accuracy);
    std::ranges::sort(sorted);
    // The greatest of `count` uniform numbers is distributed as a power of one.
    const auto search = [&](RandomSource& random) {
        const double greatest = std::pow(random.unit(), 1.0 / static_cast<double>(count));
        const auto place = static_cast<std::size_t>(greatest * static_cast<double>(sorted.size()));
        return sorted[std::min(place, sorted.size() - 1)];
    };
    return summary_of(search, best);
}

RandomBest random_best_within(std::span<const RandomTraining> trainings, double seconds,
                              double best) {
    expect(!trainings.empty(), "random_best_within: no trainings");
    double total = 0.0;
    for (const RandomTraining& training : trainings) total += training.seconds;
    if (total <= 0.0) return random_best_of(trainings, 1, best);
    const auto search = [&](RandomSource& random) {
        double left = seconds;
        double greatest = 0.0;
        for (bool first = true;; first = false) {
            const RandomTraining& training = trainings[random.below(trainings.size())];
            if (training.seconds > left && !first) return greatest;
            left -= training.seconds;
            greatest = std::max(greatest, training.accuracy);
        }
    };
    return summary_of(search, best);
}

double optimism_of_best(std::span<const double> accuracies, std::int64_t images) {
    expect(!accuracies.empty() && images >= 1, "optimism_of_best: nothing was observed");
    std::vector<double> best(accuracies.begin(), accuracies.end());
    std::ranges::sort(best, std::ranges::greater{});
    // What is five deviations of the noise below the best does not come to be the best.
    const auto deviation = [images](double accuracy) {
        return std::sqrt(accuracy * (1.0 - accuracy) / static_cast<double>(images));
    };
    const double reach = best.front() - 5.0 * 2.0 * std::max(deviation(best.front()), 1e-12);
    best.erase(std::ranges::find_if(best, [&](double value) { return value < reach; }), best.end());
    constexpr std::size_t most = 1000;
    best.resize(std::min(best.size(), most));
    Rng random(seed);
    double optimism = 0.0;
    for (std::size_t i = 0; i < draws; ++i) {
        double greatest = -1.0;
        double true_value = 0.0;
        for (const double accuracy : best) {
            const double observed = accuracy + deviation(accuracy) * random.normal();
            if (observed <= greatest) continue;
            greatest = observed;
            true_value = accuracy;
        }
        optimism += (greatest - true_value) / draws;
    }
    return std::max(0.0, optimism);
}

}  // namespace metaqnn
