// Fuzzing target: messages, one frame and a stream of them.
#include <cstring>

#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/target.hpp"
#include "wire/file_descriptor.hpp"
#include "wire/message_stream.hpp"

namespace metaqnn::fuzz {
namespace {

// A message that was taken is understood the same when it is sent on.
void check_message_travels(const wire::Message& message) {
    const std::string frame = wire::encode(message);
    if (wire::encode(wire::decode(frame)) != frame) {
        report_finding("a message that changes when it is sent on");
    }
}

/// The frame of a content: what changes most is reached without guessing a header first.
std::string framed(std::string_view content) {
    std::string frame = wire::encode(wire::Stop{}).substr(0, wire::header_bytes);
    const auto length = static_cast<std::uint32_t>(content.size());
    std::memcpy(frame.data() + wire::header_bytes - sizeof length, &length, sizeof length);
    return frame.append(content);
}

void read_stream(Bytes bytes) {
    const wire::FileDescriptor stream(memfd_create("stream", MFD_CLOEXEC));
    if (write(stream.number(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()) ||
        lseek(stream.number(), 0, SEEK_SET) != 0) {
        report_finding("cannot write a stream");
    }
    wire::MessageReader reader(stream.number());
    while (reader.read()) {
    }
}

}  // namespace

bool reads(Bytes bytes) {
    const std::string_view frame = as_text(bytes);
    if (frame.size() >= wire::header_bytes) survives([&] { wire::content_bytes(frame); });
    survives([&] { check_message_travels(wire::decode(frame)); });
    survives([&] { check_message_travels(wire::decode(framed(frame))); });
    wire::MessageBuffer buffer;
    survives([&] {
        // As it may arrive: byte by byte.
        for (std::size_t i = 0; i < frame.size(); ++i) {
            buffer.append(frame.substr(i, 1));
            if (const auto message = buffer.next()) check_message_travels(*message);
        }
    });
    return survives([&] { read_stream(bytes); });
}

}  // namespace metaqnn::fuzz
