// Reading and writing of framed messages; see message_stream.hpp.
#include "wire/message_stream.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.hpp"
#include "wire/file_descriptor.hpp"

namespace metaqnn::wire {
namespace {

bool readable(int descriptor) {
    pollfd entry{descriptor, POLLIN, 0};
    return ::poll(&entry, 1, 0) > 0;
}

}  // namespace

void MessageBuffer::append(std::string_view bytes) {
    bytes_.erase(0, begin_);
    begin_ = 0;
    bytes_.append(bytes);
}

std::optional<Message> MessageBuffer::next() {
    const std::string_view rest = std::string_view(bytes_).substr(begin_);
    if (rest.size() < header_bytes) return std::nullopt;
    const std::size_t size = header_bytes + content_bytes(rest);
    if (rest.size() < size) return std::nullopt;
    Message message = decode(rest.substr(0, size));
    begin_ += size;
    return message;
}

void MessageReader::fill() {
    std::array<char, 65536> chunk;  // NOLINT: filled by read
    ssize_t count = 0;
    do {
        count = ::read(descriptor_, chunk.data(), chunk.size());
    } while (count < 0 && errno == EINTR);
    // A peer that was killed with unread messages resets the connection: its end all the same.
    if (count < 0 && errno != ECONNRESET) throw_system_error("read from channel");
    if (count <= 0) {
        ended_ = true;
        if (!buffer_.empty()) throw IoError("channel: closed inside a message");
        return;
    }
    buffer_.append({chunk.data(), static_cast<std::size_t>(count)});
}

std::optional<Message> MessageReader::read() {
    std::optional<Message> message = buffer_.next();
    while (!message && !ended_) {
        fill();
        message = buffer_.next();
    }
    return message;
}

std::optional<Message> MessageReader::poll() {
    std::optional<Message> message = buffer_.next();
    while (!message && !ended_ && readable(descriptor_)) {
        fill();
        message = buffer_.next();
    }
    return message;
}

void write_message(int descriptor, const Message& message) {
    const std::string frame = encode(message);
    std::string_view rest = frame;
    while (!rest.empty()) {
        const ssize_t count = ::send(descriptor, rest.data(), rest.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw_system_error("write to channel");
        rest.remove_prefix(static_cast<std::size_t>(count));
    }
}

}  // namespace metaqnn::wire
