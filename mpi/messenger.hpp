// Small messages between ranks: sent without waiting, received when they have come.
#pragma once

#include <chrono>
#include <list>
#include <optional>
#include <string>

#include "mpi/backoff.hpp"
#include "mpi/environment.hpp"
#include "wire/messages.hpp"

namespace metaqnn {

/// A message and the rank that sent it.
struct Received {
    int rank;
    wire::Message message;
};

/// Sends and receives wire messages. A buffer lives until its send is complete.
class Messenger {
  public:
    /// mpi outlives the object.
    explicit Messenger(const MpiEnvironment& mpi) : mpi_(mpi) {}
    Messenger(const Messenger&) = delete;
    Messenger& operator=(const Messenger&) = delete;
    /// Gives up what was not sent; flush() first to be sure.
    ~Messenger();

    /// Returns at once. @throws IoError
    void send(int rank, const wire::Message& message);
    /// The next message of any rank, if one has come. Frees the buffers of completed sends.
    /// @throws IoError, also for bytes that are no message (naming the rank)
    std::optional<Received> receive();
    /// Waits until all is sent, at most so long. @returns false if something is left
    bool flush(std::chrono::milliseconds timeout);

  private:
    struct Sending {
        std::string bytes;
        MPI_Request request = MPI_REQUEST_NULL;
    };
    void forget_completed();

    const MpiEnvironment& mpi_;
    std::list<Sending> sending_;
};

}  // namespace metaqnn
