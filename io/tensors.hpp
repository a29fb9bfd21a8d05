// Named tensors in a file: how weights and the states of trainings are stored.
#pragma once

#include <cstdint>
#include <vector>

#include "core/tensor.hpp"
#include "io/arrays.hpp"
#include "io/handles.hpp"

namespace metaqnn {

/// Layout: an attribute `tensors` (count) and one float32 dataset NUMBER:NAME a tensor, numbered
/// from 0 in the order given. @throws IoError
void write_tensors(const h5::File& file, const std::vector<Tensor>& tensors,
                   h5::Checksums checksums = h5::Checksums::none);

/// In the order in which they were written. Takes no more memory than the file has bytes.
/// @param most_numbers  in all tensors together
/// @throws ConfigError if they are damaged, or hold more numbers; IoError if they cannot be read
std::vector<Tensor> read_tensors(const h5::File& file, std::int64_t most_numbers = INT64_MAX);

}  // namespace metaqnn
