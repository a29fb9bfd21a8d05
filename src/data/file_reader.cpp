// zlib's file interface with checked errors; see file_reader.hpp.
#include "data/file_reader.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>
#include <zlib.h>

#include "core/error.hpp"
#include "data/unix_file.hpp"

namespace metaqnn {
namespace {

gzFile handle(void* file) { return static_cast<gzFile>(file); }

}  // namespace

void FileReader::Close::operator()(void* file) const { gzclose(static_cast<gzFile>(file)); }

FileReader::FileReader(const std::filesystem::path& path) : name_(path.string()) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    require(std::filesystem::exists(status), name_ + ": no such file; check data.path");
    require(std::filesystem::is_regular_file(status),
            name_ + ": not a plain file; check data.path");
    file_bytes_ = std::filesystem::file_size(path, error);
    errno = 0;
    file_.reset(error ? nullptr : gzopen(path.c_str(), "rb"));
    require(file_ != nullptr, name_ + ": cannot be opened (" +
                                  system_words(error ? error.value() : errno) +
                                  "); check its permissions");
    constexpr unsigned buffer_bytes = 1U << 18U;
    gzbuffer(handle(file_.get()), buffer_bytes);
}

bool FileReader::can_hold(std::uint64_t content_bytes) const {
    if (gzdirect(handle(file_.get())) != 0) return content_bytes == file_bytes_;
    constexpr std::uint64_t best_ratio = 1032;
    return content_bytes / best_ratio <= file_bytes_;
}

std::uint64_t FileReader::plain_bytes() const {
    require(gzdirect(handle(file_.get())) != 0,
            name_ + ": compressed (gzip); unpack it with gunzip");
    return file_bytes_;
}

void FileReader::read(std::span<std::uint8_t> bytes) {
    constexpr std::size_t largest_read = 1U << 30U;
    while (!bytes.empty()) {
        const auto want = static_cast<unsigned>(std::min(bytes.size(), largest_read));
        const int got = gzread(handle(file_.get()), bytes.data(), want);
        int code = Z_OK;
        const char* words = gzerror(handle(file_.get()), &code);
        if (code == Z_ERRNO) throw IoError("reading " + name_ + " failed: " + system_words());
        require(got >= 0, name_ + ": damaged gzip data (" + words + "); get the file again");
        require(got > 0, name_ + ": truncated (" + std::to_string(bytes.size()) +
                             " bytes are missing at its end); get the file again");
        bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
}

std::uint32_t FileReader::read_big_endian() {
    std::array<std::uint8_t, 4> bytes{};
    read(bytes);
    std::uint32_t value = 0;
    for (const std::uint8_t byte : bytes) value = (value << 8U) | byte;
    return value;
}

void FileReader::expect_end() {
    std::uint8_t next = 0;
    const int got = gzread(handle(file_.get()), &next, 1);
    require(got <= 0,
            name_ + ": longer than its header says (damaged or not this format); get it again");
    int code = Z_OK;
    const char* words = gzerror(handle(file_.get()), &code);
    require(code == Z_OK || code == Z_STREAM_END,
            name_ + ": damaged gzip data (" + words + "); get the file again");
}

}  // namespace metaqnn
