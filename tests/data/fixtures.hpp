// A folder of its own for each test, and small data files written byte by byte.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <zlib.h>

#include "core/error.hpp"
#include "data/image_set.hpp"

namespace metaqnn::test {

using Bytes = std::vector<std::uint8_t>;

/// Makes a folder that nobody else uses, and deletes it with all that is in it.
class DataFolder : public ::testing::Test {
  protected:
    DataFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "metaqnn-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        folder_ = name;
    }
    ~DataFolder() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    const std::filesystem::path& folder() const { return folder_; }
    std::filesystem::path path(const std::string& name) const { return folder_ / name; }

    void write(const std::string& name, const Bytes& bytes) const {
        std::ofstream file(path(name), std::ios::binary);
        file.write(reinterpret_cast<const char*>(bytes.data()),
                   static_cast<std::streamsize>(bytes.size()));
        ASSERT_TRUE(file.good());
    }
    void write_gzip(const std::string& name, const Bytes& bytes) const {
        const gzFile file = gzopen(path(name).c_str(), "wb");
        ASSERT_EQ(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())),
                  static_cast<int>(bytes.size()));
        ASSERT_EQ(gzclose(file), Z_OK);
    }
    Bytes read(const std::string& name) const {
        std::ifstream file(path(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

  private:
    std::filesystem::path folder_;
};

/// One after the other.
inline Bytes join(const std::vector<Bytes>& parts) {
    Bytes all;
    for (const Bytes& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

inline Bytes big_endian(std::uint32_t value) {
    return {static_cast<std::uint8_t>(value >> 24U), static_cast<std::uint8_t>(value >> 16U),
            static_cast<std::uint8_t>(value >> 8U), static_cast<std::uint8_t>(value)};
}

inline Bytes idx_images(std::uint32_t count, std::uint32_t height, std::uint32_t width,
                        const Bytes& pixels) {
    return join(
        {big_endian(0x803), big_endian(count), big_endian(height), big_endian(width), pixels});
}

inline Bytes idx_labels(const Bytes& labels) {
    return join({big_endian(0x801), big_endian(static_cast<std::uint32_t>(labels.size())), labels});
}

/// One image of a CIFAR file: its label bytes, then 3072 pixels of one value.
inline Bytes cifar_record(const Bytes& labels, std::uint8_t value) {
    return join({labels, Bytes(3072, value)});
}

/// Message of the ConfigError that `call` throws; one line, or the test fails.
template <class Call>
std::string refusal(const Call& call) {
    try {
        call();
    } catch (const ConfigError& error) {
        const std::string message = error.what();
        EXPECT_EQ(message.find('\n'), std::string::npos) << message;
        return message;
    }
    ADD_FAILURE() << "nothing was refused";
    return {};
}

/// The message must hold every one of `parts`.
inline void expect_says(const std::string& message, const std::vector<std::string>& parts) {
    for (const std::string& part : parts) {
        EXPECT_NE(message.find(part), std::string::npos) << "no \"" << part << "\" in: " << message;
    }
}

}  // namespace metaqnn::test
