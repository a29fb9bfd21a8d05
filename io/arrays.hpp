// Whole arrays of numbers in files of our own: written at once, read with bounded memory.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "io/handles.hpp"

namespace metaqnn::h5 {

/// An array and its shape, outermost dimension first.
template <class Number>
struct Array {
    std::vector<std::int64_t> shape;
    std::vector<Number> numbers;  ///< row-major
};

/// Whether reading finds out that the numbers are not those that were written.
enum class Checksums {
    none,
    fletcher32,  ///< HDF5's own; not for a single number (an empty shape)
};

/// Makes a dataset. Number: std::uint8_t, std::uint16_t, std::int32_t, float or double. An empty
/// shape is a single number.
/// @throws IoError; LogicError if the count of numbers is not the product of the shape
template <class Number>
void write_array(const File& file, const std::string& name, std::span<const std::int64_t> shape,
                 std::span<const Number> numbers, Checksums checksums = Checksums::none);

/// Reads a dataset. Number: std::uint16_t, std::int32_t, float or double. Takes no more memory than
/// the file has bytes (arrays are not compressed).
/// @throws ConfigError if it is missing, is of another type, is compressed, or claims more numbers
///         than the file can hold or than `most_numbers`; IoError, also if a checksum is wrong
template <class Number>
Array<Number> read_array(const File& file, const std::string& name,
                         std::int64_t most_numbers = INT64_MAX);

}  // namespace metaqnn::h5
