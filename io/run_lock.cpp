// A run folder has one writer.
#include "io/run_lock.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/error.hpp"
#include "io/handles.hpp"

namespace metaqnn {
namespace {

int open_lock(const std::string& path) {
    // Not through a link: a run folder of somebody else must not choose what is overwritten.
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (descriptor >= 0) return descriptor;
    const std::string problem = "cannot open " + path + " (" + std::strerror(errno) + ")";
    if (errno == EACCES || errno == EROFS || errno == ENOENT || errno == ENOTDIR ||
        errno == ELOOP) {
        throw ConfigError(problem + "; choose a folder that can be written");
    }
    h5::fail("open", path, errno);
}

std::string holder(int descriptor) {
    std::array<char, 300> text{};
    const ssize_t length = pread(descriptor, text.data(), text.size(), 0);
    return length > 0 ? std::string(text.data(), static_cast<std::size_t>(length)) : "not named";
}

void name_holder(int descriptor, const std::string& path) {
    std::array<char, 256> host{};
    if (gethostname(host.data(), host.size() - 1) != 0) host[0] = '\0';
    const std::string text =
        "host " + std::string(host.data()) + ", process " + std::to_string(getpid());
    const bool written =
        ftruncate(descriptor, 0) == 0 &&
        pwrite(descriptor, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
    // Only the words for a second search: the lock itself holds on a full disk, too.
    if (!written && errno != ENOSPC && errno != EDQUOT) h5::fail("write", path, errno);
}

/// @return false if the file system has no locks
bool lock(int descriptor, const std::string& folder) {
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return true;
    if (errno == EWOULDBLOCK) {
        throw ConfigError("run folder " + folder + " is in use by another search (" +
                          holder(descriptor) + "); wait for it, stop it, or choose another folder");
    }
    if (errno == ENOSYS || errno == EOPNOTSUPP || errno == ENOLCK || errno == EINVAL) return false;
    throw IoError("cannot lock " + folder + "/.lock (" + std::strerror(errno) + ")");
}

}  // namespace

RunLock::RunLock(const std::string& folder) : descriptor_(open_lock(folder + "/.lock")) {
    try {
        held_ = lock(descriptor_, folder);
        name_holder(descriptor_, folder + "/.lock");
    } catch (...) {
        close(descriptor_);
        throw;
    }
}

RunLock::~RunLock() { close(descriptor_); }

}  // namespace metaqnn
