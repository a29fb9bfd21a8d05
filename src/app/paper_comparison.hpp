// A run's errors beside those of the paper on the same images.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/data_spec.hpp"

namespace metaqnn {

/// Test errors that the paper gives for a data set, as fractions.
/// Source: Baker et al. 2017, Tables 2 to 5.
struct PaperErrors {
    std::string data_set;
    double best = 0.0;               ///< of the best network after its long training
    std::optional<double> ensemble;  ///< of the best five together
};

/// What the paper gives for these images; none if they are others.
/// @param labels  of the test images: idx files are taken for MNIST if each of the ten digits is
///                there as often as in MNIST's
std::optional<PaperErrors> paper_errors(const DataSpec& data,
                                        std::span<const std::uint16_t> labels);

}  // namespace metaqnn
