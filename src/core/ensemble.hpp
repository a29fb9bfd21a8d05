// Several networks that answer together.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/predictions.hpp"

namespace metaqnn {

/// Weight of each candidate in an ensemble; 0: not in it.
using EnsembleWeights = std::vector<int>;

/// The `size` best candidates by validation accuracy, of equal ones the first, each with weight 1.
/// Source: Baker et al. 2017, Sec. 6 (five).
/// @param validation  of each candidate, on the same images
EnsembleWeights best_members(std::span<const Predictions* const> validation, std::size_t size);

/// Greedy selection with replacement: begins with none, adds `rounds` times the candidate that
/// makes the ensemble best, and takes the ensemble that was best of all. Better is a greater
/// accuracy, then a lower cross entropy, then fewer members, then the first candidate.
/// Source: Caruana et al., "Ensemble Selection from Libraries of Models" (ICML 2004), Sec. 2.1 and
/// 2.2.
/// @param validation  of each candidate, on the same images
/// @param rounds      at least 1
EnsembleWeights greedy_members(std::span<const Predictions* const> validation, int rounds);

/// The mean of the candidates' probabilities, by weight.
/// @param candidates  on the same images
/// @param weights     one a candidate, not all 0
Predictions mean_of(std::span<const Predictions* const> candidates, const EnsembleWeights& weights);

/// Mean over all pairs of members (candidates with a weight above 0) of the fraction of images to
/// which both give the same answer; 1 of a single member.
double mean_agreement(std::span<const Predictions* const> candidates,
                      const EnsembleWeights& weights);

}  // namespace metaqnn
