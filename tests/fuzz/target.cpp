// What the fuzzing targets share, and the entry that libFuzzer calls; see target.hpp.
#include "tests/fuzz/target.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <unistd.h>

namespace metaqnn::fuzz {
namespace {

class Folder {
  public:
    Folder() : path_((std::filesystem::temp_directory_path() / "metaqnn-XXXXXX").string()) {
        if (mkdtemp(path_.data()) == nullptr) report_finding("no temporary folder");
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

}  // namespace

void report_finding(std::string_view reason) {
    std::fprintf(stderr, "finding: %.*s\n", static_cast<int>(reason.size()), reason.data());
    std::abort();
}

void check_message(std::string_view message) {
    constexpr std::size_t longest = 1000;
    const bool readable = std::ranges::none_of(message, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
    });
    if (message.empty() || message.size() > longest || !readable) {
        report_finding("not one readable line: " + std::string(message));
    }
}

std::vector<Bytes> parts_of(Bytes bytes, std::size_t count) {
    std::vector<Bytes> parts;
    while (parts.size() + 1 < count) {
        std::uint32_t length = 0;
        for (std::size_t i = 0; i < 4 && i < bytes.size(); ++i) {
            length |= std::uint32_t{bytes[i]} << (8 * i);
        }
        bytes = bytes.subspan(std::min<std::size_t>(4, bytes.size()));
        const std::size_t taken = std::min<std::size_t>(length, bytes.size());
        parts.push_back(bytes.first(taken));
        bytes = bytes.subspan(taken);
    }
    parts.push_back(bytes);
    return parts;
}

const std::string& input_folder() {
    static const Folder folder;
    return folder.path();
}

std::string write_input(const std::string& name, Bytes bytes) {
    const std::string path = input_folder() + "/" + name;
    // Of a file that a library kept open by mistake the new one must not be a part.
    unlink(path.c_str());
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) report_finding("cannot write " + path);
    const bool whole =
        write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
    if (close(file) != 0 || !whole) report_finding("cannot write " + path);
    return path;
}

}  // namespace metaqnn::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    metaqnn::fuzz::reads({data, size});
    return 0;
}

// As without the sanitizer, memory that is not to be had is refused: HDF5 asks for what a damaged
// length says, and fails in good order. Where the program itself asks, std::bad_alloc is a finding.
extern "C" const char* __asan_default_options();  // NOLINT(bugprone-reserved-identifier)

// NOLINTNEXTLINE(bugprone-reserved-identifier)
const char* __asan_default_options() { return "allocator_may_return_null=1"; }

// What HDF5 (1.10.8) and libmatio (1.5.23, the only one to call inflateCopy) themselves do not free
// when they fail on a damaged file: no leak of ours.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)

// NOLINTNEXTLINE(bugprone-reserved-identifier)
const char* __lsan_default_suppressions() { return "leak:libhdf5\nleak:inflateCopy"; }
