// Reads arrays of numbers out of HDF5 files that others made.
#include "io/numbers.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "io/own_objects.hpp"

namespace metaqnn::h5 {
namespace {

std::vector<hsize_t> extent_of(const Dataset& dataset, const std::string& file) {
    const Dataspace space(H5Dget_space(dataset.id()), "read a shape in", file);
    const int rank = check(H5Sget_simple_extent_ndims(space.id()), "read a shape in", file);
    std::vector<hsize_t> extent(static_cast<std::size_t>(rank));
    check(H5Sget_simple_extent_dims(space.id(), extent.data(), nullptr), "read a shape in", file);
    return extent;
}

NumberKind kind_of(const Datatype& type) {
    const H5T_class_t type_class = H5Tget_class(type.id());
    if (type_class == H5T_FLOAT) return NumberKind::real;
    if (type_class != H5T_INTEGER) return NumberKind::other;
    return H5Tget_sign(type.id()) == H5T_SGN_NONE ? NumberKind::unsigned_integer
                                                  : NumberKind::signed_integer;
}

std::string kind_text(NumberKind kind, std::size_t bytes) {
    const std::string bits = std::to_string(bytes * 8) + "-bit ";
    switch (kind) {
        case NumberKind::unsigned_integer:
            return "unsigned " + bits + "integer";
        case NumberKind::signed_integer:
            return "signed " + bits + "integer";
        case NumberKind::real:
            return bits + "real";
        case NumberKind::other:
            break;
    }
    return "no number";
}

}  // namespace

bool has_dataset(const File& file, const std::string& path) {
    if (!has_object(file, path)) return false;
    const hid_t object = H5Oopen(file.id(), path.c_str(), H5P_DEFAULT);
    const bool found = object >= 0 && H5Iget_type(object) == H5I_DATASET;
    if (object >= 0) H5Oclose(object);
    return found;
}

NumberReader::NumberReader(const File& file, std::string path)
    : file_(name_of(file)), path_(std::move(path)) {
    require(has_dataset(file, path_),
            file_ + " has no dataset " + path_ + "; check the layout of the file");
    dataset_ = open_dataset(file, path_);
    for (const hsize_t size : extent_of(dataset_, file_)) {
        require(size <= INT64_MAX, where() + " has an impossible shape; the file is damaged");
        shape_.push_back(static_cast<std::int64_t>(size));
    }
    const Datatype type(H5Dget_type(dataset_.id()), "read the type of " + path_ + " in", file_);
    kind_ = kind_of(type);
    bytes_ = H5Tget_size(type.id());
}

std::string NumberReader::to_text() const {
    std::string text = kind_text(kind_, bytes_) + " [";
    for (std::size_t i = 0; i < shape_.size(); ++i) {
        text += (i == 0 ? "" : ", ") + std::to_string(shape_[i]);
    }
    return text + "]";
}

std::string NumberReader::where() const { return path_ + " in " + file_; }

std::int64_t NumberReader::numbers_in(std::int64_t first, std::int64_t count,
                                      std::int64_t limit) const {
    require(!shape_.empty(), where() + " is a single number (an array is needed)");
    require(first >= 0 && count >= 0 && first <= shape_[0] && count <= shape_[0] - first,
            where() + " has " + std::to_string(shape_[0]) + " rows (asked for rows " +
                std::to_string(first) + " to " + std::to_string(first + count) + ")");
    std::int64_t numbers = count;
    for (std::size_t i = 1; i < shape_.size(); ++i) {
        require(shape_[i] == 0 || numbers <= limit / shape_[i],
                where() + " is too large (" + to_text() + ", limit " + std::to_string(limit) +
                    " numbers at once)");
        numbers *= shape_[i];
    }
    require(numbers <= limit, where() + " is too large (" + to_text() + ", limit " +
                                  std::to_string(limit) + " numbers at once)");
    return numbers;
}

template <class Number>
std::vector<Number> NumberReader::read(hid_t memory_type, std::int64_t first, std::int64_t count,
                                       std::int64_t max_bytes) const {
    const std::int64_t limit = max_bytes / static_cast<std::int64_t>(sizeof(Number));
    std::vector<Number> numbers(static_cast<std::size_t>(numbers_in(first, count, limit)));
    if (numbers.empty()) return numbers;

    std::vector<hsize_t> start(shape_.size(), 0);
    std::vector<hsize_t> size(shape_.begin(), shape_.end());
    start[0] = static_cast<hsize_t>(first);
    size[0] = static_cast<hsize_t>(count);
    const std::string operation = "read " + path_ + " in";
    const Dataspace in_file(H5Dget_space(dataset_.id()), operation, file_);
    check(H5Sselect_hyperslab(in_file.id(), H5S_SELECT_SET, start.data(), nullptr, size.data(),
                              nullptr),
          operation, file_);
    const hsize_t flat = numbers.size();
    const Dataspace in_memory(H5Screate_simple(1, &flat, nullptr), operation, file_);
    check(H5Dread(dataset_.id(), memory_type, in_memory.id(), in_file.id(), H5P_DEFAULT,
                  numbers.data()),
          operation, file_);
    return numbers;
}

std::vector<std::uint8_t> NumberReader::read_uint8(std::int64_t first, std::int64_t count,
                                                   std::int64_t max_bytes) const {
    require(
        kind_ == NumberKind::unsigned_integer && bytes_ == 1,
        where() + " has the wrong type (" + to_text() + "); store it as unsigned 8-bit integer");
    return read<std::uint8_t>(H5T_NATIVE_UINT8, first, count, max_bytes);
}

std::vector<std::int64_t> NumberReader::read_integers(std::int64_t first, std::int64_t count,
                                                      std::int64_t max_bytes) const {
    const bool integer =
        kind_ == NumberKind::unsigned_integer || kind_ == NumberKind::signed_integer;
    require(integer && bytes_ <= sizeof(std::int64_t),
            where() + " has the wrong type (" + to_text() + "); store it as integers");
    return read<std::int64_t>(H5T_NATIVE_INT64, first, count, max_bytes);
}

}  // namespace metaqnn::h5
