// Messages of failed HDF5 calls; opening files.
#include "io/handles.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "core/error.hpp"

namespace metaqnn::h5 {
namespace {

// Handles close all files. What could not be closed after a failed write, HDF5 would try again at
// exit, and crash there (1.10.8). It must be told before its first call, so before main().
[[maybe_unused]] const herr_t nothing_at_exit = H5dont_atexit();

herr_t keep_innermost(unsigned index, const H5E_error2_t* entry, void* words) {
    if (index == 0 && entry->desc != nullptr) *static_cast<std::string*>(words) = entry->desc;
    return 0;
}

bool is_full(int error_number) { return error_number == ENOSPC || error_number == EDQUOT; }

[[noreturn]] void fail_with(std::string_view operation, std::string_view file,
                            const std::string& words, int error_number) {
    const std::string message =
        "cannot " + std::string(operation) + " " + std::string(file) + " (" + words + ")";
    if (is_full(error_number)) throw DiskFullError(message);
    throw IoError(message);
}

/// The system's number in the words of HDF5's file driver; 0 if there is none.
int error_number_in(const std::string& description) {
    constexpr std::string_view start = "errno = ";
    const std::size_t begin = description.find(start);
    int number = 0;
    if (begin != std::string::npos) {
        const char* first = description.data() + begin + start.size();
        std::from_chars(first, description.data() + description.size(), number);
    }
    return number;
}

/// HDF5's file driver wraps the system's words in a dump of its arguments: only they are of use.
std::string system_words(const std::string& description) {
    constexpr std::string_view start = "error message = '";
    const std::size_t begin = description.find(start);
    if (begin == std::string::npos) return description;
    const std::size_t first = begin + start.size();
    return description.substr(first, description.find('\'', first) - first);
}

/// The innermost entry of HDF5's error stack, which is cleared.
std::string take_description() {
    std::string description;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_innermost, &description);
    H5Eclear2(H5E_DEFAULT);
    return description.empty() ? "HDF5 gives no reason" : description;
}

/// A pipe would wait for a writer, a device may have no end. HDF5 has words for what is missing.
void require_plain_file(const std::string& path) {
    std::error_code ignored;
    const std::filesystem::file_status status = std::filesystem::status(path, ignored);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
        throw IoError("cannot open the HDF5 file " + path + " (not a plain file)");
    }
}

/// H5Fcreate leaves HDF5 in a state that crashes at exit if it cannot write (1.10.8): tries first.
void try_to_write(const std::string& path) {
    constexpr off_t last_byte = 4095;
    // Not through a link: a run folder of somebody else must not choose what is overwritten.
    constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC;
    const int descriptor = ::open(path.c_str(), flags, 0666);
    const bool written = descriptor >= 0 && pwrite(descriptor, "", 1, last_byte) == 1;
    const int problem = errno;
    if (descriptor >= 0) close(descriptor);
    if (written) return;
    if (descriptor >= 0) std::remove(path.c_str());
    fail("create", path, problem);
}

}  // namespace

void fail(std::string_view operation, std::string_view file) {
    const std::string description = take_description();
    std::string words = system_words(description);
    std::replace(words.begin(), words.end(), '\n', ' ');
    constexpr std::size_t longest = 300;
    fail_with(operation, file, words.substr(0, longest), error_number_in(description));
}

void fail(std::string_view operation, std::string_view file, int error_number) {
    fail_with(operation, file, std::strerror(error_number), error_number);
}

PropertyList make_properties(hid_t property_class) {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    return {H5Pcreate(property_class), "make a property list for", "HDF5"};
}

PropertyList file_access() {
    PropertyList access = make_properties(H5P_FILE_ACCESS);
    check(H5Pset_libver_bounds(access.id(), H5F_LIBVER_V110, H5F_LIBVER_V110),
          "choose the file format of", "HDF5");
#if H5_VERSION_GE(1, 10, 7) && !(H5_VERS_MINOR == 12 && H5_VERS_RELEASE == 0)
    check(H5Pset_file_locking(access.id(), true, true), "choose the file locks of", "HDF5");
#endif
    return access;
}

File open_file(const std::string& path, Access access, const PropertyList& properties) {
    require_plain_file(path);
    unsigned flags = H5F_ACC_RDONLY;
    if (access == Access::read_live) flags |= H5F_ACC_SWMR_READ;
    if (access == Access::read_write) flags = H5F_ACC_RDWR;
    if (access == Access::write_live) flags = H5F_ACC_RDWR | H5F_ACC_SWMR_WRITE;
    return {H5Fopen(path.c_str(), flags, properties.id()), "open the HDF5 file", path};
}

File create_file(const std::string& path, const PropertyList& properties) {
    try_to_write(path);
    return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, properties.id()),
            "create the HDF5 file", path};
}

Group create_group(const File& file, const std::string& path) {
    return {H5Gcreate2(file.id(), path.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
            "make " + path + " in", name_of(file)};
}

std::string name_of(const File& file) {
    const ssize_t length = check(H5Fget_name(file.id(), nullptr, 0), "tell the name of", "a file");
    std::string name(static_cast<std::size_t>(length), '\0');
    check(H5Fget_name(file.id(), name.data(), name.size() + 1), "tell the name of", "a file");
    return name;
}

std::uint64_t bytes_of(const File& file) {
    // HDF5 itself only knows how large the file was when it was opened.
    std::error_code in_memory;
    const std::uintmax_t bytes = std::filesystem::file_size(name_of(file), in_memory);
    if (!in_memory) return bytes;
    hsize_t size = 0;
    check(H5Fget_filesize(file.id(), &size), "read the size of", name_of(file));
    return size;
}

int descriptor_of(const File& file) noexcept {
    void* handle = nullptr;
    if (H5Fget_vfd_handle(file.id(), H5P_DEFAULT, &handle) < 0 || handle == nullptr) return -1;
    return *static_cast<int*>(handle);
}

void abandon(const File& file) noexcept {
    const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    const int descriptor = descriptor_of(file);
    if (nowhere >= 0 && descriptor >= 0) dup2(nowhere, descriptor);
    if (nowhere >= 0) close(nowhere);
}

}  // namespace metaqnn::h5
