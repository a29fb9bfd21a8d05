// MATLAB 5 files byte by byte, as SVHN's are.  Source: MathWorks, "MAT-File Format", version 5.
#pragma once

#include <string>

#include "tests/data/fixtures.hpp"

namespace metaqnn::test {

// Types of numbers in a file (mi...) and classes of arrays (mx...).
inline constexpr std::uint32_t mi_int8 = 1, mi_uint8 = 2, mi_int32 = 5, mi_uint32 = 6,
                               mi_double = 9, mi_matrix = 14, mi_compressed = 15;
inline constexpr std::uint32_t mx_double = 6, mx_single = 7, mx_uint8 = 9;

inline Bytes little_endian(std::uint32_t value) {
    Bytes bytes = big_endian(value);
    return {bytes.rbegin(), bytes.rend()};
}

/// One element: type, length, content, filled up to a multiple of eight bytes.
inline Bytes mat_element(std::uint32_t type, Bytes content) {
    const auto size = static_cast<std::uint32_t>(content.size());
    if (type != mi_compressed) content.resize((content.size() + 7) / 8 * 8);
    return join({little_endian(type), little_endian(size), content});
}

/// @param type   of the numbers as they are stored; MATLAB stores doubles as bytes where they fit
inline Bytes mat_array(const std::string& name, std::uint32_t array_class,
                       const std::vector<std::uint32_t>& sides, std::uint32_t type,
                       const Bytes& numbers) {
    Bytes dimensions;
    for (const std::uint32_t side : sides) dimensions = join({dimensions, little_endian(side)});
    return mat_element(
        mi_matrix,
        join({mat_element(mi_uint32, join({little_endian(array_class), Bytes(4)})),
              mat_element(mi_int32, dimensions),
              mat_element(mi_int8, Bytes(name.begin(), name.end())), mat_element(type, numbers)}));
}

inline Bytes mat_compressed(const Bytes& element) {
    Bytes packed(compressBound(element.size()));
    uLongf size = packed.size();
    compress(packed.data(), &size, element.data(), element.size());
    packed.resize(size);
    return mat_element(mi_compressed, packed);
}

inline Bytes mat_file(const std::vector<Bytes>& elements) {
    const std::string text = "MATLAB 5.0 MAT-file, made by a test";
    Bytes header(text.begin(), text.end());
    header.resize(124, ' ');
    return join({header, Bytes{0x00, 0x01, 'I', 'M'}, join(elements)});
}

}  // namespace metaqnn::test
