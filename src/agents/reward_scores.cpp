// Scores by rank; see reward_scores.hpp.
#include "agents/reward_scores.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/error.hpp"

namespace metaqnn {
namespace {

// Of a logistic distribution with variance 1.
const double scale = std::numbers::sqrt3 / std::numbers::pi;

// Keeps the probability of a rank from 0 to n within (0, 1) (Blom's plotting positions).
double probability(double rank, double n) { return (rank + 0.125) / (n + 0.25); }

double score_of(double rank, double n) {
    const double p = probability(rank, n);
    return scale * std::log(p / (1.0 - p));
}

}  // namespace

RewardScores::RewardScores(std::span<const double> rewards)
    : sorted_(rewards.begin(), rewards.end()) {
    expect(!sorted_.empty(), "RewardScores: no rewards");
    std::ranges::sort(sorted_);
}

double RewardScores::score(double reward) const {
    const auto [first, last] = std::equal_range(sorted_.begin(), sorted_.end(), reward);
    const auto below = static_cast<double>(first - sorted_.begin());
    const auto not_above = static_cast<double>(last - sorted_.begin());
    return score_of((below + not_above) / 2.0, static_cast<double>(sorted_.size()));
}

double RewardScores::reward(double score) const {
    const auto n = static_cast<double>(sorted_.size());
    const double best = score_of(n - 0.5, n);
    if (score > best && best > 0.0) {
        const double median = sorted_[sorted_.size() / 2];
        return sorted_.back() + (score - best) * (sorted_.back() - median) / best;
    }
    const double p = 1.0 / (1.0 + std::exp(-score / scale));
    const double place = std::max(0.0, p * (n + 0.25) - 0.125 - 0.5);
    const auto below = std::min(static_cast<std::size_t>(place), sorted_.size() - 1);
    const std::size_t above = std::min(below + 1, sorted_.size() - 1);
    return std::lerp(sorted_[below], sorted_[above], place - static_cast<double>(below));
}

}  // namespace metaqnn
