// Choosing and averaging the members of an ensemble; see ensemble.hpp.
#include "core/ensemble.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.hpp"

namespace metaqnn {
namespace {

/// How good summed probabilities are on images with labels.
struct Quality {
    std::int64_t correct = -1;
    double loss = 0.0;  ///< sum over the images of -log of the true class's mean probability
    bool better_than(const Quality& other) const {
        return correct > other.correct || (correct == other.correct && loss < other.loss);
    }
};

/// The sum of the probabilities of the members so far.
class Sum {
  public:
    explicit Sum(const Predictions& first)
        : labels_(first.labels),
          classes_(static_cast<std::size_t>(first.classes)),
          sum_(first.probabilities.size()) {}

    /// Of the members so far and one more.
    Quality with(const Predictions& next) const {
        constexpr double least = 1e-12;  // a class that is taken to be impossible costs so much
        Quality quality{0, 0.0};
        for (std::size_t i = 0; i < labels_.size(); ++i) {
            const std::size_t row = i * classes_;
            std::size_t best = 0;
            for (std::size_t c = 1; c < classes_; ++c) {
                if (at(row + c, next) > at(row + best, next)) best = c;
            }
            quality.correct += best == labels_[i] ? 1 : 0;
            quality.loss -= std::log(std::max(least, at(row + labels_[i], next) / (members_ + 1)));
        }
        return quality;
    }
    void add(const Predictions& next) {
        for (std::size_t k = 0; k < sum_.size(); ++k) sum_[k] += next.probabilities[k];
        ++members_;
    }

  private:
    double at(std::size_t k, const Predictions& next) const {
        return sum_[k] + next.probabilities[k];
    }

    const std::vector<std::uint16_t>& labels_;
    std::size_t classes_;
    std::vector<double> sum_;
    int members_ = 0;
};

void expect_same_images(std::span<const Predictions* const> candidates) {
    expect(!candidates.empty(), "ensemble: no candidate");
    for (const Predictions* candidate : candidates) {
        expect(candidate->classes == candidates.front()->classes &&
                   candidate->labels == candidates.front()->labels,
               "ensemble: candidates on different images");
    }
}

}  // namespace

EnsembleWeights best_members(std::span<const Predictions* const> validation, std::size_t size) {
    expect_same_images(validation);
    std::vector<double> accuracies;
    for (const Predictions* candidate : validation) accuracies.push_back(accuracy_of(*candidate));
    std::vector<std::size_t> order(validation.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::ranges::greater{},
                             [&](std::size_t candidate) { return accuracies[candidate]; });
    EnsembleWeights weights(validation.size(), 0);
    for (std::size_t i = 0; i < std::min(size, order.size()); ++i) weights[order[i]] = 1;
    return weights;
}

EnsembleWeights greedy_members(std::span<const Predictions* const> validation, int rounds) {
    expect_same_images(validation);
    Sum sum(*validation.front());
    EnsembleWeights weights(validation.size(), 0);
    EnsembleWeights best_weights;
    Quality best;
    for (int round = 0; round < rounds; ++round) {
        std::size_t chosen = 0;
        Quality quality;
        for (std::size_t candidate = 0; candidate < validation.size(); ++candidate) {
            const Quality with = sum.with(*validation[candidate]);
            if (!with.better_than(quality)) continue;
            quality = with;
            chosen = candidate;
        }
        sum.add(*validation[chosen]);
        ++weights[chosen];
        if (!quality.better_than(best)) continue;
        best = quality;
        best_weights = weights;
    }
    return best_weights;
}

Predictions mean_of(std::span<const Predictions* const> candidates,
                    const EnsembleWeights& weights) {
    expect_same_images(candidates);
    const int all = std::accumulate(weights.begin(), weights.end(), 0);
    expect(weights.size() == candidates.size() && all > 0, "ensemble: no member");
    std::vector<double> sum(candidates.front()->probabilities.size());
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (weights[i] == 0) continue;
        const std::vector<float>& more = candidates[i]->probabilities;
        for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += double{more[k]} * weights[i];
    }
    Predictions mean{candidates.front()->classes, candidates.front()->labels, {}};
    mean.probabilities.reserve(sum.size());
    for (const double value : sum) mean.probabilities.push_back(static_cast<float>(value / all));
    return mean;
}

double mean_agreement(std::span<const Predictions* const> candidates,
                      const EnsembleWeights& weights) {
    expect_same_images(candidates);
    std::vector<std::vector<std::uint16_t>> answers;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (weights[i] > 0) answers.push_back(answers_of(*candidates[i]));
    }
    if (answers.size() < 2) return 1.0;
    double sum = 0.0;
    for (std::size_t a = 0; a < answers.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) sum += fraction_equal(answers[a], answers[b]);
    }
    const auto members = static_cast<double>(answers.size());
    return sum / (members * (members - 1.0) / 2.0);
}

}  // namespace metaqnn
