// An owned file descriptor.
#pragma once

#include <utility>

namespace metaqnn::wire {

/// Closes a descriptor when it goes. -1: none.
class FileDescriptor {
  public:
    FileDescriptor() = default;
    explicit FileDescriptor(int number) : number_(number) {}
    FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    ~FileDescriptor() { close(); }

    int number() const { return number_; }
    void close();

  private:
    int number_ = -1;
};

/// @throws IoError with the operation that failed and the system\'s words
[[noreturn]] void throw_system_error(const char* operation);

/// Two connected descriptors that no child inherits and that lie above the standard ones.
struct DescriptorPair {
    FileDescriptor first;
    FileDescriptor second;
};

/// Both ends of a two-way channel (Unix stream socket).
/// @throws IoError
DescriptorPair make_channel();

/// A pipe: `first` reads what `second` writes.
/// @throws IoError
DescriptorPair make_pipe();

}  // namespace metaqnn::wire
