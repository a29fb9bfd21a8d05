// Whole files; see text_file.hpp.
#include "app/text_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/error.hpp"

namespace metaqnn {

std::string read_text_file(const std::string& path) { return read_whole_file(path, 1); }

std::string read_whole_file(const std::string& path, std::uintmax_t most_mebibytes) {
    std::error_code error;
    const bool regular = std::filesystem::is_regular_file(path, error);
    require(regular, "cannot read " + path + " (" +
                         (error ? error.message() : std::string("not a file")) +
                         "); give a file that is there");
    const std::uintmax_t size = std::filesystem::file_size(path, error);
    require(!error && size <= most_mebibytes << 20U,
            "cannot read " + path + " (larger than " + std::to_string(most_mebibytes) + " MiB)");
    std::ifstream file(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), {}};
    require(file.good() || file.eof(), "cannot read " + path + " (" + std::strerror(errno) + ")");
    return text;
}

void require_writable(const std::string& path) {
    const bool writable = std::ofstream(path, std::ios::app).is_open();
    require(writable,
            "cannot write " + path + " (" + std::strerror(errno) + "); choose another place");
}

void write_text_file(const std::string& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    if (file) return;
    const IoError failure("cannot write " + path + " (" + std::strerror(errno) + ")");
    std::error_code none;
    std::filesystem::remove(path, none);  // a part of a file is no use
    throw failure;
}

}  // namespace metaqnn
