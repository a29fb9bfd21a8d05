// How a field of a row becomes a column of a table: one accessor serves writing and reading.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "io/attributes.hpp"

namespace metaqnn::schema {

/// One column of a table whose rows are of type Row.
template <class Row>
struct Column {
    std::string name;
    std::string unit;         ///< "s", "fraction", ...; "1" for pure numbers, "text" for texts
    std::string description;  ///< one line
    h5::Datatype type;
    std::size_t bytes;
    std::int64_t since = 1;  ///< schema version; absent in older files, where it reads as zero
    /// Puts the field into a row's bytes. @throws ConfigError if a text is too long
    void (*store)(const Row& row, std::byte* bytes, std::size_t size);
    /// Takes the field out of a row's bytes; false if that is no legal value.
    bool (*load)(Row& row, const std::byte* bytes, std::size_t size);
};

template <class Row>
struct Table {
    std::string name;
    std::string description;  ///< what one row stands for
    std::vector<Column<Row>> columns;
};

/// What becomes of a text that is longer than its column.
enum class Overlong { refuse, shorten };

/// @throws ConfigError if the text is too long and must not be shortened (at a whole character)
void store_text(const std::string& text, std::byte* bytes, std::size_t size, Overlong overlong);
/// What is shown as it is later, so it is made printable (core/text.hpp).
std::string load_text(const std::byte* bytes, std::size_t size);

/// @throws IoError if HDF5 fails, as all that follow
template <class Number>
h5::Datatype number_type() {
    hid_t native = H5T_NATIVE_DOUBLE;
    if constexpr (std::is_same_v<Number, std::int32_t>) native = H5T_NATIVE_INT32;
    if constexpr (std::is_same_v<Number, std::int64_t>) native = H5T_NATIVE_INT64;
    if constexpr (std::is_same_v<Number, std::uint64_t>) native = H5T_NATIVE_UINT64;
    return {H5Tcopy(native), "make a number type for", "HDF5"};
}

/// An HDF5 enumeration over uint8: the names are those of to_text(), which says "unknown" after
/// the last value.
template <class Enum>
h5::Datatype enum_type() {
    h5::Datatype type(H5Tenum_create(H5T_NATIVE_UINT8), "make an enumeration for", "HDF5");
    for (std::uint8_t value = 0; to_text(static_cast<Enum>(value)) != "unknown"; ++value) {
        const std::string name(to_text(static_cast<Enum>(value)));
        h5::check(H5Tenum_insert(type.id(), name.c_str(), &value), "make an enumeration for",
                  "HDF5");
    }
    return type;
}

/// FALSE and TRUE over int8, what h5py reads as bool.
h5::Datatype flag_type();

/// A column that files of older schema versions do not have.
template <class Row>
Column<Row> since(std::int64_t version, Column<Row> column) {
    column.since = version;
    return column;
}

/// Takes a number as it is: a loss may well be no number.
template <class Row, class Access>
bool load_number(Row& row, const std::byte* bytes, std::size_t size) {
    std::memcpy(&Access{}(row), bytes, size);
    return true;
}
/// Takes a fraction; false unless it is in [0, 1].
template <class Row, class Access>
bool load_fraction(Row& row, const std::byte* bytes, std::size_t size) {
    load_number<Row, Access>(row, bytes, size);
    const auto fraction = static_cast<double>(Access{}(row));
    return fraction >= 0.0 && fraction <= 1.0;
}
/// Takes a time (s); false unless it is finite.
template <class Row, class Access>
bool load_seconds(Row& row, const std::byte* bytes, std::size_t size) {
    load_number<Row, Access>(row, bytes, size);
    return std::isfinite(static_cast<double>(Access{}(row)));
}

// Makers of columns. `Access` is a lambda without captures: auto&(auto& row) -> the field.

template <class Row, class Access>
Column<Row> number(const char* name, const char* unit, const char* description, Access) {
    using Number = std::remove_cvref_t<std::invoke_result_t<Access, Row&>>;
    static_assert(std::is_same_v<Number, double> || std::is_same_v<Number, std::int32_t> ||
                  std::is_same_v<Number, std::int64_t> || std::is_same_v<Number, std::uint64_t>);
    const std::string_view kind = unit;
    return {name,
            unit,
            description,
            number_type<Number>(),
            sizeof(Number),
            1,
            [](const Row& row, std::byte* bytes, std::size_t size) {
                std::memcpy(bytes, &Access{}(row), size);
            },
            kind == "fraction" ? load_fraction<Row, Access>
            : kind == "s"      ? load_seconds<Row, Access>
                               : load_number<Row, Access>};
}

template <Overlong overlong, class Row, class Access>
Column<Row> text(const char* name, std::size_t size, const char* description, Access) {
    return {name,
            "text",
            description,
            h5::text_type(size),
            size,
            1,
            [](const Row& row, std::byte* bytes, std::size_t width) {
                store_text(Access{}(row), bytes, width, overlong);
            },
            [](Row& row, const std::byte* bytes, std::size_t width) {
                Access{}(row) = load_text(bytes, width);
                return true;
            }};
}

template <class Row, class Access>
Column<Row> named(const char* name, const char* description, Access) {
    using Enum = std::remove_cvref_t<std::invoke_result_t<Access, Row&>>;
    return {name,
            "name",
            description,
            enum_type<Enum>(),
            1,
            1,
            [](const Row& row, std::byte* bytes, std::size_t) {
                *bytes = static_cast<std::byte>(Access{}(row));
            },
            [](Row& row, const std::byte* bytes, std::size_t) {
                Access{}(row) = static_cast<Enum>(*bytes);
                return to_text(Access{}(row)) != "unknown";
            }};
}

template <class Row, class Access>
Column<Row> flag(const char* name, const char* description, Access) {
    return {name,
            "truth",
            description,
            flag_type(),
            1,
            1,
            [](const Row& row, std::byte* bytes, std::size_t) {
                *bytes = static_cast<std::byte>(Access{}(row));
            },
            [](Row& row, const std::byte* bytes, std::size_t) {
                Access{}(row) = *bytes != std::byte{0};
                return *bytes <= std::byte{1};
            }};
}

}  // namespace metaqnn::schema
