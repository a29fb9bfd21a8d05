// Small values that describe a file, a group or a dataset.
#include "io/attributes.hpp"

#include <algorithm>

#include "core/error.hpp"

namespace metaqnn::h5 {
namespace {

constexpr std::size_t longest_attribute = 65536;

void write(hid_t object, const char* name, hid_t type, const void* value, const std::string& file) {
    const std::string operation = std::string("write attribute ") + name + " of";
    const Dataspace space(H5Screate(H5S_SCALAR), operation, file);
    const Attribute attribute(H5Acreate2(object, name, type, space.id(), H5P_DEFAULT, H5P_DEFAULT),
                              operation, file);
    check(H5Awrite(attribute.id(), type, value), operation, file);
}

/// An attribute that is one value of the given class, with its type.
struct Opened {
    Attribute attribute;
    Datatype type;
};

Opened open_attribute(hid_t object, const char* name, H5T_class_t type_class,
                      const std::string& file) {
    const std::string operation = std::string("read attribute ") + name + " of";
    require(has_attribute(object, name),
            file + " has no attribute '" + name + "'; it was not written by metaqnn");
    Attribute attribute(H5Aopen(object, name, H5P_DEFAULT), operation, file);
    Datatype type(H5Aget_type(attribute.id()), operation, file);
    const Dataspace space(H5Aget_space(attribute.id()), operation, file);
    const bool fits =
        H5Tget_class(type.id()) == type_class && H5Sget_simple_extent_npoints(space.id()) == 1;
    require(fits, file + ": attribute '" + name + "' has the wrong type; the file is damaged");
    return {std::move(attribute), std::move(type)};
}

template <class Value>
Value read_number(hid_t object, const char* name, H5T_class_t type_class, hid_t memory_type,
                  const std::string& file) {
    const Opened opened = open_attribute(object, name, type_class, file);
    require(H5Tget_size(opened.type.id()) <= sizeof(Value),
            file + ": attribute '" + name + "' has the wrong type; the file is damaged");
    Value value{};
    check(H5Aread(opened.attribute.id(), memory_type, &value),
          std::string("read attribute ") + name + " of", file);
    return value;
}

}  // namespace

Datatype text_type(std::size_t bytes) {
    Datatype type(H5Tcopy(H5T_C_S1), "make a text type for", "HDF5");
    check(H5Tset_size(type.id(), bytes), "make a text type for", "HDF5");
    check(H5Tset_strpad(type.id(), H5T_STR_NULLPAD), "make a text type for", "HDF5");
    check(H5Tset_cset(type.id(), H5T_CSET_UTF8), "make a text type for", "HDF5");
    return type;
}

bool has_attribute(hid_t object, const char* name) { return H5Aexists(object, name) > 0; }

void write_text(hid_t object, const char* name, std::string_view text, const std::string& file) {
    // Of an empty text one zero is stored: HDF5 has no type of no bytes.
    const std::string padded = text.empty() ? std::string(1, '\0') : std::string(text);
    write(object, name, text_type(padded.size()).id(), padded.data(), file);
}

std::string read_text(hid_t object, const char* name, const std::string& file) {
    const Opened opened = open_attribute(object, name, H5T_STRING, file);
    const std::size_t bytes = H5Tget_size(opened.type.id());
    require(H5Tis_variable_str(opened.type.id()) == 0 && bytes <= longest_attribute,
            file + ": attribute '" + name + "' has the wrong type; the file is damaged");
    std::string text(bytes, '\0');
    check(H5Aread(opened.attribute.id(), opened.type.id(), text.data()),
          std::string("read attribute ") + name + " of", file);
    text.resize(std::min(text.find('\0'), text.size()));
    return text;
}

void write_integer(hid_t object, const char* name, std::int64_t value, const std::string& file) {
    write(object, name, H5T_NATIVE_INT64, &value, file);
}

void write_integer(hid_t object, const char* name, std::uint64_t value, const std::string& file) {
    write(object, name, H5T_NATIVE_UINT64, &value, file);
}

std::int64_t read_integer(hid_t object, const char* name, const std::string& file) {
    return read_number<std::int64_t>(object, name, H5T_INTEGER, H5T_NATIVE_INT64, file);
}

std::uint64_t read_unsigned(hid_t object, const char* name, const std::string& file) {
    return read_number<std::uint64_t>(object, name, H5T_INTEGER, H5T_NATIVE_UINT64, file);
}

void write_real(hid_t object, const char* name, double value, const std::string& file) {
    write(object, name, H5T_NATIVE_DOUBLE, &value, file);
}

double read_real(hid_t object, const char* name, const std::string& file) {
    return read_number<double>(object, name, H5T_FLOAT, H5T_NATIVE_DOUBLE, file);
}

}  // namespace metaqnn::h5
