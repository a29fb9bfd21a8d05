// An owned file descriptor and the checks that make a file in a shared folder trustworthy.
#pragma once

#include <cerrno>
#include <string>
#include <utility>

namespace metaqnn {

/// Owns a descriptor; negative: none. Movable.
class UnixFile {
  public:
    explicit UnixFile(int descriptor = -1) : descriptor_(descriptor) {}
    UnixFile(UnixFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    UnixFile& operator=(UnixFile&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~UnixFile();

    bool is_open() const { return descriptor_ >= 0; }
    int descriptor() const { return descriptor_; }

  private:
    int descriptor_;
};

/// The system's words for an error number.
std::string system_words(int code = errno);

/// Size of an open file (bytes).
/// @throws ConfigError unless it is a plain file of this user, of one name, that nobody else may
///         write
std::size_t owned_size(const UnixFile& file, const std::string& name);

}  // namespace metaqnn
