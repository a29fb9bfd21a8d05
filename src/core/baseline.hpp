// What random search would have found with the same effort, and how far luck flatters a best.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace metaqnn {

/// A training of a random network.
struct RandomTraining {
    double accuracy = 0.0;  ///< its reward if it failed
    double seconds = 0.0;
};

/// The best accuracy of random searches of one effort, many of them drawn with replacement from
/// the same trainings.
struct RandomBest {
    double mean = 0.0;
    double low = 0.0;      ///< 5 % are below
    double high = 0.0;     ///< 5 % are above
    double as_good = 0.0;  ///< part of the searches that find `best` or better
};

/// Random searches of `count` trainings each.
/// @param trainings  at least one; @param best  to compare with
RandomBest random_best_of(std::span<const RandomTraining> trainings, std::int64_t count,
                          double best);

/// Random searches that train for `seconds` each; the training that would end later is left out,
/// but for the first.
RandomBest random_best_within(std::span<const RandomTraining> trainings, double seconds,
                              double best);

/// How much higher than its true value the best of observed accuracies is likely to be, because it
/// was chosen for being high: the mean over draws of the accuracies anew, each with the noise of
/// `images` validation images around what was observed. The noise of the training itself comes on
/// top. Source: the parametric bootstrap of B. Efron and R. Tibshirani, "An introduction to the
/// bootstrap", 1993, ch. 10.
/// @param accuracies  fractions, at least one; @param images  at least one
double optimism_of_best(std::span<const double> accuracies, std::int64_t images);

}  // namespace metaqnn
