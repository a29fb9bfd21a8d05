// Small messages between ranks: sent without waiting, received when they have come.
#pragma once

#include <chrono>
#include <deque>
#include <list>
#include <optional>
#include <set>
#include <string>

#include "mpi/backoff.hpp"
#include "mpi/environment.hpp"
#include "wire/messages.hpp"

namespace metaqnn {

/// What came from a rank.
struct Received {
    int rank;
    std::optional<wire::Message> message;  ///< none: the rank is dead
};

/// Sends and receives wire messages. A buffer lives until its send is complete. Messages must stay
/// small (a few kB): a rank that dies in the middle of a large one may take its receiver with it.
class Messenger {
  public:
    /// mpi outlives the object.
    explicit Messenger(const MpiEnvironment& mpi) : mpi_(mpi) {}
    Messenger(const Messenger&) = delete;
    Messenger& operator=(const Messenger&) = delete;
    /// Gives up what was not sent; flush() first to be sure.
    ~Messenger();

    /// Returns at once. To a dead rank: no effect. @throws IoError
    void send(int rank, const wire::Message& message);
    /// The next message of any rank, if one has come; else the news of a rank's death, once a rank.
    /// Frees the buffers of completed sends.
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
    void note_deaths();
    std::optional<Received> next_death();

    const MpiEnvironment& mpi_;
    std::list<Sending> sending_;
    std::set<int> dead_;      // ranks
    std::deque<int> untold_;  // of the dead ones
};

}  // namespace metaqnn
