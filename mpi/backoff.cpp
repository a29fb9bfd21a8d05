// Pauses that grow; see backoff.hpp.
#include "mpi/backoff.hpp"

#include <algorithm>
#include <thread>

namespace metaqnn {

void Backoff::sleep() {
    std::this_thread::sleep_for(pause_);
    pause_ = std::min(2 * pause_, longest);
}

}  // namespace metaqnn
