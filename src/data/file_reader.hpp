// Reads a file from start to end, gzip or not, with its size known before memory is taken.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

namespace metaqnn {

/// A data file opened for reading. Gzip is recognised by content, not by name.
class FileReader {
  public:
    /// @throws ConfigError if the file is missing, not a plain file or may not be read
    explicit FileReader(const std::filesystem::path& path);

    const std::string& name() const { return name_; }

    /// True if content of this size is possible: equal to what is there, or, for gzip, not more
    /// than its best ratio (1032 : 1, zlib's documentation) lets the file unpack to.
    bool can_hold(std::uint64_t content_bytes) const;
    /// Bytes of a file that is not gzip.
    /// @throws ConfigError if it is gzip
    std::uint64_t plain_bytes() const;

    /// Fills `bytes` with what comes next.
    /// @throws ConfigError if the file ends before, or its gzip data are damaged
    void read(std::span<std::uint8_t> bytes);
    /// Next four bytes as a number, most significant first.
    std::uint32_t read_big_endian();
    /// @throws ConfigError if there is more content, or the gzip checksum is wrong
    void expect_end();

  private:
    struct Close {
        void operator()(void* file) const;
    };

    std::string name_;
    std::uint64_t file_bytes_ = 0;
    std::unique_ptr<void, Close> file_;
};

}  // namespace metaqnn
