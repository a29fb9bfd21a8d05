// Messages between ranks; see messenger.hpp.
#include "mpi/messenger.hpp"

#include "core/error.hpp"
#include "mpi/fault_tolerance.hpp"

namespace metaqnn {
namespace {

constexpr int tag = 1;

}  // namespace

Messenger::~Messenger() {
    for (Sending& sending : sending_) {
        MPI_Cancel(&sending.request);
        MPI_Request_free(&sending.request);
    }
}

void Messenger::send(int rank, const wire::Message& message) {
    Sending& sending = sending_.emplace_back(Sending{wire::encode(message)});
    // Without a receiver the request is null, or completes with the same code.
    check_unless_dead(MPI_Isend(sending.bytes.data(), static_cast<int>(sending.bytes.size()),
                                MPI_BYTE, rank, tag, mpi_.communicator(), &sending.request),
                      "send a message");
}

std::optional<Received> Messenger::receive() {
    forget_completed();
    int found = 0;
    MPI_Message handle = MPI_MESSAGE_NULL;
    MPI_Status status{};
    // Open MPI looks among what it has taken in before it takes in more: only the second look sees
    // a message that has just come.
    for (int look = 0; look < 2 && found == 0; ++look) {
        if (!check_unless_dead(
                MPI_Improbe(MPI_ANY_SOURCE, tag, mpi_.communicator(), &found, &handle, &status),
                "look for a message")) {
            found = 0;
            note_deaths();
        }
    }
    if (found == 0) return next_death();
    int size = 0;
    check_mpi(MPI_Get_count(&status, MPI_BYTE, &size), "measure a message");
    if (size < 0 || static_cast<std::size_t>(size) > wire::max_frame_bytes) {
        throw IoError("rank " + std::to_string(status.MPI_SOURCE) + " sent a message of " +
                      std::to_string(size) + " bytes, more than any message has");
    }
    std::string bytes(static_cast<std::size_t>(size), '\0');
    if (!check_unless_dead(MPI_Mrecv(bytes.data(), size, MPI_BYTE, &handle, &status),
                           "receive a message")) {
        return std::nullopt;  // died in the middle of it: the next look tells
    }
    try {
        return Received{status.MPI_SOURCE, wire::decode(bytes)};
    } catch (const IoError& error) {
        throw IoError("rank " + std::to_string(status.MPI_SOURCE) + ": " + error.what());
    }
}

bool Messenger::flush(std::chrono::milliseconds timeout) {
    const auto end = std::chrono::steady_clock::now() + timeout;
    Backoff backoff;
    for (forget_completed(); !sending_.empty(); forget_completed()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        backoff.sleep();
    }
    return true;
}

void Messenger::forget_completed() {
    for (auto sending = sending_.begin(); sending != sending_.end();) {
        int completed = 0;
        const int code = MPI_Test(&sending->request, &completed, MPI_STATUS_IGNORE);
        const bool done = !check_unless_dead(code, "send a message") || completed != 0;
        sending = done ? sending_.erase(sending) : std::next(sending);
    }
}

void Messenger::note_deaths() {
    for (const int rank : acknowledge_deaths(mpi_.communicator())) {
        if (dead_.insert(rank).second) untold_.push_back(rank);
    }
}

std::optional<Received> Messenger::next_death() {
    if (untold_.empty()) return std::nullopt;
    const int rank = untold_.front();
    untold_.pop_front();
    return Received{rank, std::nullopt};
}

}  // namespace metaqnn
