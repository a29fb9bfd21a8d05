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

/// Makes a dataset. Number: std::int32_t, float or double. An empty shape is a single number.
/// @throws IoError; LogicError if the count of numbers is not the product of the shape
template <class Number>
void write_array(const File& file, const std::string& name, std::span<const std::int64_t> shape,
                 std::span<const Number> numbers);

/// Reads a dataset. Takes no more memory than the file has bytes (arrays are not compressed).
/// @throws ConfigError if it is missing, is of another type or claims more numbers than the file
///         can hold; IoError
template <class Number>
Array<Number> read_array(const File& file, const std::string& name);

}  // namespace metaqnn::h5
