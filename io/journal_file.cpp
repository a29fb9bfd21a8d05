// Opens journal files in every state that a writer can leave them in.
#include "io/journal_file.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/vfs.h>

#include "core/error.hpp"
#include "io/attributes.hpp"
#include "io/schema.hpp"

namespace metaqnn {
namespace {

/// Reads of one object before it is given up. HDF5 waits longer each time: the default of 100
/// attempts never ends on an object that a killed writer left half written.
constexpr unsigned read_attempts = 20;

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
    const h5::PropertyList access = journal_access();
    allow_killed_writer(access, path);
    h5::check(H5Pset_fapl_core(access.id(), margin, false), "read", path);
    h5::check(H5Pset_file_image(access.id(), bytes.data(), bytes.size()), "read", path);
    // HDF5 refuses an image under the name of a file that exists.
    return {H5Fopen((path + " (mended in memory)").c_str(), H5F_ACC_RDWR, access.id()),
            "open the HDF5 file", path};
}

void require_journal(const std::string& path) {
    std::error_code ignored;
    require(std::filesystem::is_regular_file(path, ignored),
            "there is no journal " + path + "; give the folder of a run");
}

/// Waits for a reader that is just opening the file, which locks it for that moment. Other writers
/// are kept out by the lock of the folder.
h5::File open_when_free(const std::string& path, h5::Access access) {
    using std::chrono::steady_clock;
    const auto end = steady_clock::now() + std::chrono::seconds(5);
    while (true) {
        try {
            return h5::open_file(path, access, journal_access());
        } catch (const IoError& error) {
            const std::string words = error.what();
            const bool locked = words.find(std::strerror(EAGAIN)) != std::string::npos;
            if (!locked || steady_clock::now() >= end) throw;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

/// Trainer processes must not inherit the open file, and its lock with it.
void close_in_children(const h5::File& file, const std::string& path) {
    if (fcntl(h5::descriptor_of(file), F_SETFD, FD_CLOEXEC) != 0) {
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

h5::PropertyList journal_access() {
    constexpr hsize_t page = 4096;
    h5::PropertyList access = h5::file_access();
    h5::check(H5Pset_alignment(access.id(), 1, page), "choose the layout of", "HDF5");
    h5::check(H5Pset_meta_block_size(access.id(), 0), "choose the layout of", "HDF5");
    h5::check(H5Pset_metadata_read_attempts(access.id(), read_attempts), "choose the reads of",
              "HDF5");
    // Tables are appended to and read in order: what was passed is not needed again.
    constexpr std::size_t places = 521;
    constexpr std::size_t bytes = std::size_t{256} << 10U;
    constexpr double evict_complete_chunks_first = 1.0;
    h5::check(H5Pset_cache(access.id(), 0, places, bytes, evict_complete_chunks_first),
              "choose the caches of", "HDF5");
    return access;
}

std::int64_t schema_version_of(const h5::File& file) {
    const std::string path = h5::name_of(file);
    const std::string format = h5::read_text(file.id(), "format", path);
    require(format == schema::format,
            path + " is no journal (its format is '" + format + "'); give the folder of a run");
    const std::int64_t version = h5::read_integer(file.id(), "schema_version", path);
    require(version >= 1 && version <= schema::version,
            path + " has schema version " + std::to_string(version) + " (this program knows 1 to " +
                std::to_string(schema::version) +
                "); use the metaqnn that wrote it, or a newer one");
    return version;
}

h5::File open_to_read(const std::string& path) {
    require_journal(path);
    try {
        h5::File file = h5::open_file(path, h5::Access::read_live, journal_access());
        schema_version_of(file);
        return file;
    } catch (const IoError& live) {
        try {
            h5::File file = open_image(path);
            std::error_code ignored;
            if (h5::bytes_of(file) != std::filesystem::file_size(path, ignored)) throw live;
            schema_version_of(file);
            return file;
        } catch (const IoError&) {
            throw live;  // the words about the file itself
        }
    }
}

h5::File open_damaged(const std::string& path) {
    require_journal(path);
    h5::File file = open_image(path);
    schema_version_of(file);
    return file;
}

LiveFile open_live(const std::string& path) {
    LiveFile live;
    try {
        live.file = open_when_free(path, h5::Access::write_live);
        const std::string file_system = unordered_file_system(path);
        if (!file_system.empty()) {
            live.caution = path + " is on " + file_system +
                           ": readers on other machines may fail until the search ends";
        }
    } catch (const IoError& error) {
        live.file = open_when_free(path, h5::Access::read_write);
        live.caution = std::string(error.what()) + ": readers must wait until the search ends";
    }
    close_in_children(live.file, path);
    return live;
}

}  // namespace metaqnn
