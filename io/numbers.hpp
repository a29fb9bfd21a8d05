// Reads arrays of numbers out of HDF5 files that others made: shape and type first, then bounded.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/handles.hpp"

namespace metaqnn::h5 {

/// What the numbers of a dataset are.
enum class NumberKind { unsigned_integer, signed_integer, real, other };

/// True if `path`, e.g. "train/images", leads to a dataset of the file.
bool has_dataset(const File& file, const std::string& path);

/// One array of numbers in an open file, which outlives the reader.
class NumberReader {
  public:
    /// @throws ConfigError if there is no such dataset; IoError if HDF5 cannot read it
    NumberReader(const File& file, std::string path);

    /// Sizes of the dimensions, outermost first; empty for a single number.
    const std::vector<std::int64_t>& shape() const { return shape_; }
    NumberKind kind() const { return kind_; }
    /// Bytes of one number in the file.
    std::size_t bytes() const { return bytes_; }
    /// "unsigned 8-bit integer [60000, 1, 28, 28]", for messages.
    std::string to_text() const;

    /// Rows [first, first + count) of the outermost dimension, row after row.
    /// @param max_bytes most bytes that the answer may have
    /// @throws ConfigError if the numbers are not uint8, the rows do not exist or are too many;
    ///         IoError if the file cannot be read
    std::vector<std::uint8_t> read_uint8(std::int64_t first, std::int64_t count,
                                         std::int64_t max_bytes) const;
    /// The same for integers of any size; numbers beyond int64 come as its limits.
    std::vector<std::int64_t> read_integers(std::int64_t first, std::int64_t count,
                                            std::int64_t max_bytes) const;

  private:
    template <class Number>
    std::vector<Number> read(hid_t memory_type, std::int64_t first, std::int64_t count,
                             std::int64_t max_bytes) const;
    std::int64_t numbers_in(std::int64_t first, std::int64_t count, std::int64_t limit) const;
    std::string where() const;

    std::string file_;
    std::string path_;
    Dataset dataset_;
    std::vector<std::int64_t> shape_;
    NumberKind kind_ = NumberKind::other;
    std::size_t bytes_ = 0;
};

}  // namespace metaqnn::h5
