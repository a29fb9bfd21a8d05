// What trained networks say about images whose classes are known, and how good that is.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/trial.hpp"

namespace metaqnn {

/// What a network says about some images.
struct Predictions {
    int classes = 0;
    std::vector<std::uint16_t> labels;  ///< true classes, each below `classes` [N]
    std::vector<float> probabilities;   ///< softmax [N, classes], row-major

    std::int64_t size() const { return static_cast<std::int64_t>(labels.size()); }
    bool operator==(const Predictions&) const = default;
};

/// What a network says about the images of a run that it did not learn from.
struct NetworkPredictions {
    Predictions validation;
    Predictions test;
    bool operator==(const NetworkPredictions&) const = default;
};

/// Port: where predictions are kept. The program that has file formats implements it.
class PredictionStore {
  public:
    PredictionStore() = default;
    PredictionStore(const PredictionStore&) = delete;
    PredictionStore& operator=(const PredictionStore&) = delete;
    virtual ~PredictionStore() = default;

    /// Keeps what the network of a trial says, complete or not at all. @throws IoError
    virtual void save(const Trial& trial, const NetworkPredictions& predictions) = 0;
};

/// The most likely class of each image, the first of equally likely ones. [N]
std::vector<std::uint16_t> answers_of(const Predictions& predictions);

/// Fraction of equal entries; 0 of none. With the labels: accuracy. With the answers of another
/// network: agreement.
double fraction_equal(std::span<const std::uint16_t> a, std::span<const std::uint16_t> b);

/// Fraction of the images whose answer is right.
double accuracy_of(const Predictions& predictions);

/// Fraction of the images whose answer is wrong; none without images.
std::optional<double> error_of(const Predictions& predictions);

/// An interval of fractions.
struct Interval {
    double low = 0.0;
    double high = 1.0;
};

/// 95 % confidence interval of a fraction that was measured on `count` independent images.
/// Source: Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
Interval wilson_interval(double fraction, std::int64_t count);

/// How often images of one class were taken for another.
class Confusion {
  public:
    /// @param labels, answers  equally many, each below `classes`
    Confusion(int classes, std::span<const std::uint16_t> labels,
              std::span<const std::uint16_t> answers);

    int classes() const { return classes_; }
    /// Images of class `label` that were answered with `answer`.
    std::int64_t count(int label, int answer) const {
        return counts_[static_cast<std::size_t>(label) * static_cast<std::size_t>(classes_) +
                       static_cast<std::size_t>(answer)];
    }
    /// Images of the class.
    std::int64_t images(int label) const;
    /// Mean over the classes that have images of the fraction that is answered rightly: what
    /// accuracy would be if all classes had as many images. 0 without images.
    double balanced_accuracy() const;

    /// Images of one class that were taken for another.
    struct Mistake {
        int label;
        int answer;
        std::int64_t count;
    };
    /// The most frequent mistakes, at most `most`; equal ones by class.
    std::vector<Mistake> mistakes(std::size_t most) const;

  private:
    int classes_;
    std::vector<std::int64_t> counts_;  // [label, answer]
};

}  // namespace metaqnn
