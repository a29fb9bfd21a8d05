// Arrays of numbers; see arrays.hpp.
#include "io/arrays.hpp"

#include <algorithm>
#include <type_traits>

#include "core/error.hpp"
#include "io/own_objects.hpp"

namespace metaqnn::h5 {
namespace {

template <class Number>
hid_t native_type() {
    if constexpr (std::is_same_v<Number, std::uint8_t>) return H5T_NATIVE_UINT8;
    if constexpr (std::is_same_v<Number, std::uint16_t>) return H5T_NATIVE_UINT16;
    if constexpr (std::is_same_v<Number, std::int32_t>) return H5T_NATIVE_INT32;
    if constexpr (std::is_same_v<Number, float>) return H5T_NATIVE_FLOAT;
    if constexpr (std::is_same_v<Number, double>) return H5T_NATIVE_DOUBLE;
}

std::vector<hsize_t> dimensions_of(const Dataspace& space, const std::string& file) {
    const int rank = check(H5Sget_simple_extent_ndims(space.id()), "measure an array in", file);
    std::vector<hsize_t> dimensions(static_cast<std::size_t>(rank));
    check(H5Sget_simple_extent_dims(space.id(), dimensions.data(), nullptr), "measure an array in",
          file);
    return dimensions;
}

// Checksums are kept of pieces: rows of the outermost dimension, at most 16 MiB or one row. They
// are equally large, as the last one is stored at full length.
PropertyList creation(std::vector<hsize_t> dimensions, std::size_t count, std::size_t number_bytes,
                      Checksums checksums) {
    constexpr hsize_t most_bytes = 1U << 24U;
    PropertyList properties = make_properties(H5P_DATASET_CREATE);
    if (checksums == Checksums::none || dimensions.empty() || count == 0) return properties;
    const hsize_t row_bytes = count / dimensions[0] * number_bytes;
    const hsize_t most_rows = std::clamp<hsize_t>(most_bytes / row_bytes, 1, dimensions[0]);
    const hsize_t pieces = (dimensions[0] + most_rows - 1) / most_rows;
    dimensions[0] = (dimensions[0] + pieces - 1) / pieces;
    check(H5Pset_chunk(properties.id(), static_cast<int>(dimensions.size()), dimensions.data()),
          "choose the pieces of", "an array");
    check(H5Pset_fletcher32(properties.id()), "choose checksums of", "an array");
    return properties;
}

// A compressed array, or one in huge pieces, could take any amount of memory. We write neither.
bool is_plain(const Dataset& dataset, int rank, std::uint64_t most, const std::string& file) {
    const PropertyList properties(H5Dget_create_plist(dataset.id()), "read a layout in", file);
    const int filters = check(H5Pget_nfilters(properties.id()), "read a layout in", file);
    unsigned flags = 0;
    std::size_t values = 0;
    if (filters > 1 ||
        (filters == 1 && H5Pget_filter2(properties.id(), 0, &flags, &values, nullptr, 0, nullptr,
                                        nullptr) != H5Z_FILTER_FLETCHER32)) {
        return false;
    }
    if (H5Pget_layout(properties.id()) != H5D_CHUNKED) return true;
    // HDF5 opens a damaged dataset whose pieces have fewer dimensions, and leaves their sides 0.
    std::vector<hsize_t> piece(static_cast<std::size_t>(rank));
    check(H5Pget_chunk(properties.id(), rank, piece.data()), "read a layout in", file);
    std::uint64_t count = 1;
    for (const hsize_t size : piece) {
        if (size == 0 || count > most / size) return false;
        count *= size;
    }
    return true;
}

}  // namespace

template <class Number>
void write_array(const File& file, const std::string& name, std::span<const std::int64_t> shape,
                 std::span<const Number> numbers, Checksums checksums) {
    const std::string path = name_of(file);
    const std::string operation = "write " + name + " into";
    std::vector<hsize_t> dimensions;
    std::size_t count = 1;
    for (const std::int64_t size : shape) {
        dimensions.push_back(static_cast<hsize_t>(size));
        count *= static_cast<std::size_t>(size);
    }
    expect(count == numbers.size(), "write_array: the shape does not fit the numbers");
    const hid_t type = native_type<Number>();
    const Dataspace space(dimensions.empty() ? H5Screate(H5S_SCALAR)
                                             : H5Screate_simple(static_cast<int>(dimensions.size()),
                                                                dimensions.data(), nullptr),
                          operation, path);
    const PropertyList properties = creation(dimensions, count, sizeof(Number), checksums);
    const Dataset dataset(H5Dcreate2(file.id(), name.c_str(), type, space.id(), H5P_DEFAULT,
                                     properties.id(), H5P_DEFAULT),
                          operation, path);
    check(H5Dwrite(dataset.id(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers.data()), operation,
          path);
}

template <class Number>
Array<Number> read_array(const File& file, const std::string& name, std::int64_t most_numbers) {
    const std::string path = name_of(file);
    const std::string operation = "read " + name + " in";
    require(has_object(file, name), path + " has no array " + name + "; the file is damaged");
    const Dataset dataset = open_dataset(file, name);
    const Datatype type(H5Dget_type(dataset.id()), operation, path);
    const Dataspace space(H5Dget_space(dataset.id()), operation, path);
    require(H5Tequal(type.id(), native_type<Number>()) > 0,
            path + ": " + name + " has the wrong type; the file is damaged");
    Array<Number> array;
    hsize_t file_bytes = 0;
    check(H5Fget_filesize(file.id(), &file_bytes), "read the size of", path);
    const std::uint64_t most = file_bytes / sizeof(Number);
    const std::string too_large = path + ": " + name + " is larger than the file; it is damaged";
    std::uint64_t count = 1;
    for (const hsize_t size : dimensions_of(space, path)) {
        require(size == 0 || count <= most / size, too_large);
        count *= size;
        array.shape.push_back(static_cast<std::int64_t>(size));
    }
    require(count <= static_cast<std::uint64_t>(std::max<std::int64_t>(0, most_numbers)),
            path + ": " + name + " holds more numbers than it can have; the file is damaged");
    require(is_plain(dataset, static_cast<int>(array.shape.size()), most, path),
            path + ": " + name + " is compressed or in huge pieces; it was not written by metaqnn");
    array.numbers.resize(count);
    check(H5Dread(dataset.id(), native_type<Number>(), H5S_ALL, H5S_ALL, H5P_DEFAULT,
                  array.numbers.data()),
          operation, path);
    return array;
}

template void write_array(const File&, const std::string&, std::span<const std::int64_t>,
                          std::span<const std::uint8_t>, Checksums);
template void write_array(const File&, const std::string&, std::span<const std::int64_t>,
                          std::span<const std::uint16_t>, Checksums);
template void write_array(const File&, const std::string&, std::span<const std::int64_t>,
                          std::span<const std::int32_t>, Checksums);
template void write_array(const File&, const std::string&, std::span<const std::int64_t>,
                          std::span<const float>, Checksums);
template void write_array(const File&, const std::string&, std::span<const std::int64_t>,
                          std::span<const double>, Checksums);
template Array<std::uint16_t> read_array(const File&, const std::string&, std::int64_t);
template Array<std::int32_t> read_array(const File&, const std::string&, std::int64_t);
template Array<float> read_array(const File&, const std::string&, std::int64_t);
template Array<double> read_array(const File&, const std::string&, std::int64_t);

}  // namespace metaqnn::h5
