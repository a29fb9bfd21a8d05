// Opens journal files in every state that a writer can leave them in.
#include "io/journal_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include <fcntl.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "core/error.hpp"
#include "io/attributes.hpp"
#include "io/schema.hpp"

namespace metaqnn {
namespace {

/// What h5clear does: the marks of an open writer are ignored, and the end of the file is where
/// the file system says, not where the killed writer last noted it.
void allow_killed_writer(const h5::PropertyList& access, const std::string& path) {
    const hbool_t yes = true;
    h5::check(H5Pset(access.id(), "clear_status_flags", &yes), "mend", path);
    h5::check(H5Pset(access.id(), "skip_eof_check", &yes), "mend", path);
}

/// New data must not overwrite what lies behind the noted end. h5clear's margin (bytes).
constexpr hsize_t margin = 1 << 20;

std::vector<char> read_whole(const std::string& path) {
    std::ifstream stream(path, std::ios::binary | std::ios::ate);
    std::vector<char> bytes(stream ? static_cast<std::size_t>(stream.tellg()) : 0);
    stream.seekg(0);
    if (!stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size())) || bytes.empty()) {
        throw IoError("cannot read " + path + " (" + std::strerror(errno) + ")");
    }
    return bytes;
}

/// A copy of the file in memory, mended there.
h5::File open_image(const std::string& path) {
    std::vector<char> bytes = read_whole(path);
    const h5::PropertyList access = h5::file_access();
    allow_killed_writer(access, path);
    h5::check(H5Pset_fapl_core(access.id(), margin, false), "read", path);
    h5::check(H5Pset_file_image(access.id(), bytes.data(), bytes.size()), "read", path);
    return {H5Fopen(path.c_str(), H5F_ACC_RDWR, access.id()), "open the HDF5 file", path};
}

/// The system's number of an open file; -1 if HDF5 does not tell.
int descriptor_of(const h5::File& file) {
    void* handle = nullptr;
    if (H5Fget_vfd_handle(file.id(), H5P_DEFAULT, &handle) < 0) return -1;
    return *static_cast<int*>(handle);
}

/// Trainer processes must not inherit the open file, and its lock with it.
void close_in_children(const h5::File& file, const std::string& path) {
    if (fcntl(descriptor_of(file), F_SETFD, FD_CLOEXEC) != 0) {
        throw IoError("cannot open " + path + " (" + std::strerror(errno) + ")");
    }
}

/// File systems on which another machine may see writes in another order.
/// Source: statfs(2); HDF5's manual of SWMR excludes NFS and Samba.
std::string unordered_file_system(const std::string& path) {
    struct statfs info {};
    if (statfs(path.c_str(), &info) != 0) return {};
    switch (static_cast<unsigned long>(info.f_type) & 0xFFFFFFFFUL) {
        case 0x6969UL:
            return "NFS";
        case 0x517BUL:
        case 0xFE534D42UL:
        case 0xFF534D42UL:
            return "SMB";
        default:
            return {};
    }
}

}  // namespace

void check_format(const h5::File& file) {
    const std::string path = h5::name_of(file);
    const std::string format = h5::read_text(file.id(), "format", path);
    require(format == schema::format,
            path + " is no journal (its format is '" + format + "'); give the folder of a run");
    const std::int64_t version = h5::read_integer(file.id(), "schema_version", path);
    require(version >= 1 && version <= schema::version,
            path + " has schema version " + std::to_string(version) + " (this program knows 1 to " +
                std::to_string(schema::version) +
                "); use the metaqnn that wrote it, or a newer one");
}

h5::File open_to_read(const std::string& path) {
    std::error_code ignored;
    require(std::filesystem::is_regular_file(path, ignored),
            "there is no journal " + path + "; give the folder of a run");
    try {
        h5::File file = h5::open_file(path, h5::Access::read_live);
        check_format(file);
        return file;
    } catch (const IoError& live) {
        try {
            h5::File file = open_image(path);
            check_format(file);
            return file;
        } catch (const IoError&) {
            throw live;  // the words about the file itself
        }
    }
}

h5::File open_and_mend(const std::string& path) {
    try {
        return h5::open_file(path, h5::Access::read_write);
    } catch (const IoError&) {
        const h5::PropertyList access = h5::file_access();
        allow_killed_writer(access, path);
        h5::File file(H5Fopen(path.c_str(), H5F_ACC_RDWR, access.id()), "mend", path);
        h5::check(H5Fincrement_filesize(file.id(), margin), "mend", path);
        return file;
    }
}

LiveFile open_live(const std::string& path) {
    LiveFile live{h5::open_file(path, h5::Access::read_write), {}};
    close_in_children(live.file, path);
    const std::string file_system = unordered_file_system(path);
    if (!file_system.empty()) {
        live.caution = path + " is on " + file_system +
                       ": readers on other machines may fail until the search ends";
    }
    try {
        h5::check(H5Fstart_swmr_write(live.file.id()), "let readers into", path);
    } catch (const IoError& error) {
        live.caution = std::string(error.what()) + ": readers must wait until the search ends";
    }
    return live;
}

void abandon(const h5::File& file) noexcept {
    const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    const int descriptor = descriptor_of(file);
    if (nowhere < 0 || descriptor < 0) return;
    dup2(nowhere, descriptor);
    close(nowhere);
}

}  // namespace metaqnn
