// Damage to files: cut at many lengths, bytes changed at many places.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "core/random.hpp"

namespace metaqnn::test {

inline std::string bytes_of_file(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

inline void write_bytes(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

/// Calls `read` for the file cut at `cuts` lengths and with one byte changed at `flips` places;
/// the file is whole again afterwards.
template <class Read>
void with_damage(const std::string& path, std::size_t cuts, std::size_t flips, Read read) {
    const std::string whole = bytes_of_file(path);
    for (std::size_t i = 0; i < cuts; ++i) {
        write_bytes(path, whole.substr(0, whole.size() * i / cuts));
        read();
    }
    Rng random(1);
    for (std::size_t i = 0; i < flips; ++i) {
        std::string bytes = whole;
        char& byte = bytes[random.below(bytes.size())];
        byte = static_cast<char>(static_cast<std::uint64_t>(byte) ^ (1 + random.below(255)));
        write_bytes(path, bytes);
        read();
    }
    write_bytes(path, whole);
}

}  // namespace metaqnn::test
