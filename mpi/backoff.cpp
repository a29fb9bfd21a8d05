// Pauses that grow; see backoff.hpp.
#include "mpi/backoff.hpp"

#include <algorithm>
#include <thread>

namespace metaqnn {

void Backoff::sleep() {
    std::this_thread::sleep_for(pause_);
    // A quarter more each time: what comes is seen after at most a quarter of the time that it
    // took.
    pause_ = std::min(pause_ + pause_ / 4, longest);
}

}  // namespace metaqnn
