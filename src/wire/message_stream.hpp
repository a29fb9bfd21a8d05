// Messages over a file descriptor.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/messages.hpp"

namespace metaqnn::wire {

/// Cuts a stream of bytes into messages, however the bytes arrive. Holds at most one unfinished
/// frame besides what was appended last.
class MessageBuffer {
  public:
    void append(std::string_view bytes);
    /// The next whole message, or none yet.
    /// @throws IoError as decode()
    std::optional<Message> next();
    bool empty() const { return begin_ == bytes_.size(); }

  private:
    std::string bytes_;
    std::size_t begin_ = 0;  // of what was not yet returned
};

/// Reads messages from a descriptor, which it does not own.
class MessageReader {
  public:
    explicit MessageReader(int descriptor) : descriptor_(descriptor) {}

    /// Waits for a message; none at the end of the stream.
    /// @throws IoError on a failed read, an end inside a message, and as decode()
    std::optional<Message> read();
    /// A message that has arrived; none if there is no whole one. Does not wait.
    /// @throws IoError as read()
    std::optional<Message> poll();
    /// True once the other end was closed and poll() or read() has seen it.
    bool ended() const { return ended_; }

  private:
    void fill();

    int descriptor_;
    MessageBuffer buffer_;
    bool ended_ = false;
};

/// Writes a whole message to a channel (a socket: never raises SIGPIPE).
/// @throws IoError, also if the other end is closed
void write_message(int descriptor, const Message& message);

}  // namespace metaqnn::wire
