// Descriptors and ownership; see unix_file.hpp.
#include "data/unix_file.hpp"

#include <system_error>

#include <sys/stat.h>
#include <unistd.h>

#include "core/error.hpp"

namespace metaqnn {

UnixFile::~UnixFile() {
    if (descriptor_ >= 0) close(descriptor_);
}

std::string system_words(int code) { return std::generic_category().message(code); }

std::size_t owned_size(const UnixFile& file, const std::string& name) {
    struct stat status {};
    if (fstat(file.descriptor(), &status) != 0) {
        throw IoError("asking for the owner of " + name + " failed: " + system_words());
    }
    // A second name could be another user's way to have an important file overwritten.
    require(S_ISREG(status.st_mode) && status.st_nlink <= 1,
            name + ": not a plain file of one name; delete it");
    require(status.st_uid == geteuid() && (status.st_mode & (S_IWGRP | S_IWOTH)) == 0,
            name +
                ": other users own it or may write it (not to be trusted); delete it or use "
                "another folder, e.g. through TMPDIR");
    return static_cast<std::size_t>(status.st_size);
}

}  // namespace metaqnn
