// What manager, workers and trainer processes say to each other, and the bytes of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "core/trainer_setup.hpp"
#include "core/trial.hpp"

namespace metaqnn::wire {

/// A trainer is ready for its first trial.
struct Ready {
    std::string host;
    std::string device;
    bool operator==(const Ready&) const = default;
};

/// A worker replaced its trainer; Ready follows when the new one is up.
struct Restarted {
    std::string message;
    bool operator==(const Restarted&) const = default;
};

/// End the training in work with Status::stopped; without one, no effect.
struct Stop {
    bool operator==(const Stop&) const = default;
};

/// End; as an answer: the sender has ended and sends nothing more.
struct Shutdown {
    bool operator==(const Shutdown&) const = default;
};

/// The sender can do no more work.
struct Failure {
    std::string message;
    bool operator==(const Failure&) const = default;
};

/// The sender is there, if silent: a worker rank says it every few seconds.
struct Alive {
    bool operator==(const Alive&) const = default;
};

using Message = std::variant<TrainerSetup, Ready, Trial, EpochReport, Evaluation, Stop, Shutdown,
                             Failure, Restarted, Alive>;

/// Bytes before the content: magic, protocol version, length of the content.
inline constexpr std::size_t header_bytes = 12;
/// Upper bound of the content of a frame; a header that says more is refused before any memory is
/// taken.
inline constexpr std::size_t max_content_bytes = 1U << 20U;
inline constexpr std::size_t max_frame_bytes = header_bytes + max_content_bytes;
/// Upper bound of each text in a message.
inline constexpr std::size_t max_text_bytes = 1U << 16U;

/// The frame of a message: header and content. The content is a Boost binary archive of plain
/// numbers and texts only (no class information, nothing that a reader would have to trust), so
/// both ends need the same byte order and sizes.
/// @throws LogicError if a text is longer than max_text_bytes
std::string encode(Message message);

/// Reads one whole frame.
/// @throws IoError saying what is wrong: not a frame, another version, truncated, too long, a
/// value out of range, an accuracy or a time that cannot be one
Message decode(std::string_view frame);

/// Length of the content that a header announces.
/// @param header at least header_bytes
/// @throws IoError unless magic, version and length are right
std::size_t content_bytes(std::string_view header);

/// Hash of everything in a set-up that the numbers of a training depend on: equal for equal recipes
/// on images of the same shape. The limit of its time is not among them.
std::uint64_t recipe_hash(const TrainerSetup& setup);

/// The first line of a text that is not blank, at most 500 bytes: what a failure's message keeps
/// of an exception or of a program's output, so that every message stays small.
std::string first_line(std::string_view text);

}  // namespace metaqnn::wire
