// Parts of a labelled set with the proportions of its classes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace metaqnn {

/// Which images train and which validate. Both ascending; together every index once.
struct Split {
    std::vector<std::uint32_t> train;
    std::vector<std::uint32_t> validation;
};

/// `count` indices into `labels`, ascending. Each class gets its proportional number (largest
/// remainder; ties go to the lower class), drawn uniformly within the class.
/// @throws ConfigError if count is negative or larger than the number of labels
std::vector<std::uint32_t> stratified_choice(std::span<const std::uint16_t> labels, int classes,
                                             std::int64_t count, std::uint64_t seed);

/// Stratified split into training and validation (Baker et al. 2017, Sec. 5).
/// @param validation number of validation images, 1 to labels - 1
/// @param seed  derive_seed(run seed, Stream::split, 0)
/// @throws ConfigError if one of the two parts would be empty
Split split(std::span<const std::uint16_t> labels, int classes, std::int64_t validation,
            std::uint64_t seed);

/// Split with the same number of validation images of each class, drawn uniformly within the
/// class; where there are extra images two thirds of them are taken before those, a third from
/// those. With SVHN and validation = 6,000: 400 and 200 of each class (P. Sermanet et al.,
/// "Convolutional neural networks applied to house numbers digit classification", 2012).
/// @param extra  so many of the last labels are of extra images
/// @throws ConfigError if validation is not 1 or more times classes (three times, with extra
///         images), or a class has too few images
Split balanced_split(std::span<const std::uint16_t> labels, int classes, std::int64_t extra,
                     std::int64_t validation, std::uint64_t seed);

}  // namespace metaqnn
