// Channels and pipes; see file_descriptor.hpp.
#include "wire/file_descriptor.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.hpp"

namespace metaqnn::wire {

void throw_system_error(const char* operation) {
    throw IoError(std::string(operation) + ": " + std::generic_category().message(errno));
}

namespace {

// Numbers 0 to 9 stay free, so that a spawned child can be given the low ones in any order.
FileDescriptor raised(FileDescriptor descriptor) {
    constexpr int lowest = 10;
    FileDescriptor copy(::fcntl(descriptor.number(), F_DUPFD_CLOEXEC, lowest));
    if (copy.number() < 0) throw_system_error("fcntl(F_DUPFD_CLOEXEC)");
    return copy;
}

DescriptorPair owned(const std::array<int, 2>& ends) {
    FileDescriptor first(ends[0]);
    FileDescriptor second(ends[1]);
    return {raised(std::move(first)), raised(std::move(second))};
}

}  // namespace

void FileDescriptor::close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
}

DescriptorPair make_channel() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
        throw_system_error("socketpair");
    }
    return owned(ends);
}

DescriptorPair make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw_system_error("pipe2");
    return owned(ends);
}

}  // namespace metaqnn::wire
