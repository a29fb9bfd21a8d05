// Makes the node-local image file, once however many processes ask; see image_file.hpp.
#include "data/image_file.hpp"

#include <bit>
#include <cerrno>
#include <cstdlib>
#include <sstream>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.hpp"
#include "core/random.hpp"
#include "data/image_file_layout.hpp"
#include "data/image_file_writer.hpp"
#include "data/read_dataset.hpp"
#include "data/split.hpp"
#include "data/unix_file.hpp"

namespace metaqnn {
namespace {

namespace fs = std::filesystem;

/// Everything that decides the content of the file.
std::uint64_t key_of(const DataSpec& spec, std::uint64_t run_seed) {
    std::ostringstream text;
    text << image_file_version << '|' << to_text(spec.kind) << '|' << static_cast<int>(spec.labels)
         << '|' << static_cast<int>(spec.extra) << '|' << static_cast<int>(spec.split) << '|'
         << spec.validation << '|' << spec.limit << '|' << run_seed;
    if (spec.kind == DataKind::synthetic) {
        const SyntheticSpec& made = spec.synthetic;
        text << '|' << made.images << '|' << made.test_images << '|' << made.side << '|'
             << made.channels << '|' << made.classes << '|' << made.seed << '|'
             << std::bit_cast<std::uint64_t>(made.difficulty);
    }
    for (const fs::path& file : source_files(spec)) {
        std::error_code error;
        const auto size = fs::file_size(file, error);
        require(!error,
                file.string() + ": cannot be read (" + error.message() + "); check data.path");
        text << '|' << fs::canonical(file).string() << '|' << size << '|'
             << fs::last_write_time(file).time_since_epoch().count();
    }
    return stable_hash(text.str());
}

fs::path path_of(std::uint64_t key, const fs::path& folder) {
    const char* temporary = std::getenv("TMPDIR");
    const bool has_temporary = temporary != nullptr && *temporary != '\0';
    const fs::path parent = !folder.empty() ? folder : has_temporary ? temporary : "/tmp";
    std::ostringstream name;
    name << "metaqnn-" << geteuid() << '-' << std::hex << key << ".images";
    return parent / name.str();
}

/// True if the file can be used as it is. A damaged one is a reason to write it again, no error.
bool is_usable(const fs::path& path, std::uint64_t key) {
    std::error_code ignored;
    if (!fs::exists(path, ignored)) return false;
    try {
        const MappedImages images(path);
        return images.key() == key && images.sound();
    } catch (const ConfigError&) {
        return false;
    }
}

/// True if `path` still leads to the open file: nobody renamed or deleted it meanwhile.
bool still_there(const UnixFile& file, const fs::path& path) {
    struct stat opened {};
    struct stat named {};
    return fstat(file.descriptor(), &opened) == 0 && lstat(path.c_str(), &named) == 0 &&
           opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

/// Opens the unfinished file and waits until no other process works on it.
UnixFile open_locked(const fs::path& path) {
    while (true) {
        constexpr int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC;
        UnixFile file(open(path.c_str(), flags, S_IRUSR | S_IWUSR));
        require(file.is_open(), path.string() + ": cannot be made (" + system_words() +
                                    "); set TMPDIR to a folder of this node that you may write");
        owned_size(file, path.string());
        while (flock(file.descriptor(), LOCK_EX) != 0) {
            if (errno == EINTR) continue;
            throw IoError("locking " + path.string() + " failed: " + system_words());
        }
        if (still_there(file, path)) return file;
    }
}

/// Reads and divides the images, then writes them.
void fill(const UnixFile& file, const std::string& name, const DataSpec& spec,
          std::uint64_t run_seed, std::uint64_t key) {
    const Dataset data = read_dataset(spec, run_seed);
    write_image_file(file, name, data, split_dataset(data, spec, run_seed), key);
}

/// Deletes an unfinished file on the way out, unless it was renamed.
class RemoveUnlessDone {
  public:
    explicit RemoveUnlessDone(fs::path path) : path_(std::move(path)) {}
    RemoveUnlessDone(const RemoveUnlessDone&) = delete;
    RemoveUnlessDone& operator=(const RemoveUnlessDone&) = delete;
    ~RemoveUnlessDone() {
        if (!done_) unlink(path_.c_str());
    }
    void done() { done_ = true; }

  private:
    fs::path path_;
    bool done_ = false;
};

}  // namespace

fs::path prepare_image_file(const DataSpec& spec, std::uint64_t run_seed, const fs::path& folder) {
    const std::uint64_t key = key_of(spec, run_seed);
    fs::path path = path_of(key, folder);
    if (is_usable(path, key)) return path;
    const fs::path unfinished = path.string() + ".part";
    const UnixFile file = open_locked(unfinished);
    RemoveUnlessDone cleaning(unfinished);
    if (is_usable(path, key)) return path;  // another process wrote it while this one waited
    fill(file, unfinished.string(), spec, run_seed, key);
    if (rename(unfinished.c_str(), path.c_str()) != 0) {
        throw IoError("renaming " + unfinished.string() + " to " + path.string() +
                      " failed: " + system_words());
    }
    cleaning.done();
    return path;
}

}  // namespace metaqnn
