// Where a training computes and with which numbers.
#pragma once

#include <string>

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include "core/training_recipe.hpp"

namespace metaqnn::train {

/// A device and the type of the maps on it. Weights and optimiser are float32 everywhere.
struct Placement {
    at::Device device = at::kCPU;
    at::ScalarType compute = at::kFloat;  ///< float32 or bfloat16
};

/// @param device      "auto": a GPU if there is one, else the CPU; "cpu"; "cuda": the GPU of
///                    local_rank, which wraps around; "cuda:N"
/// @param precision   automatic: bfloat16 where the device computes in it, float32 elsewhere
///                    (an emulated bfloat16 is ten times slower)
/// @throws ConfigError if there is no such device
Placement choose_placement(const std::string& device, int local_rank, Precision precision);

/// True if the device has instructions for bfloat16.
bool has_bfloat16(at::Device device);

/// One line: version of LibTorch and what it can compute on here.
std::string library_text();

}  // namespace metaqnn::train
