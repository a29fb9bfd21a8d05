// Files that are there whole or not at all.
#include "io/replace_file.hpp"

#include <cerrno>
#include <cstdio>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "core/error.hpp"

namespace metaqnn {
namespace {

void sync_to_disk(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) h5::fail("open", path, errno);
    const int code = fsync(descriptor);
    const int problem = errno;
    close(descriptor);
    // EINVAL: a file system, or a folder on one, that has nothing to sync.
    if (code != 0 && problem != EINVAL) h5::fail("sync", path, problem);
}

void move_into_place(const std::string& path) {
    const std::string beside = path_beside(path);
    sync_to_disk(beside);
    if (std::rename(beside.c_str(), path.c_str()) != 0) {
        h5::fail("rename " + beside + " to", path, errno);
    }
    const std::string folder = std::filesystem::path(path).parent_path().string();
    sync_to_disk(folder.empty() ? "." : folder);
}

void fill_and_close(const std::string& path, h5::File file,
                    const std::function<void(const h5::File&)>& fill) {
    try {
        fill(file);
        h5::check(H5Fflush(file.id(), H5F_SCOPE_LOCAL), "write", path);
    } catch (...) {
        h5::abandon(file);
        throw;
    }
    file.close_checked("close", path);
}

}  // namespace

std::string path_beside(const std::string& path) { return path + ".part"; }

void complete_beside(const std::string& path, h5::File file,
                     const std::function<void(const h5::File&)>& fill) {
    const std::string beside = path_beside(path);
    try {
        fill_and_close(beside, std::move(file), fill);
        move_into_place(path);
    } catch (...) {
        std::remove(beside.c_str());
        throw;
    }
}

void replace_file(const std::string& path, const std::function<void(const h5::File&)>& fill,
                  const h5::PropertyList& access) {
    complete_beside(path, h5::create_file(path_beside(path), access), fill);
}

}  // namespace metaqnn
