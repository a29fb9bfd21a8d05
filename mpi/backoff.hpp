// Waiting for something that only looking can tell.
#pragma once

#include <chrono>

namespace metaqnn {

/// Waits without spinning: longer the longer nothing happens, 0.1 to 1 ms.
class Backoff {
  public:
    void sleep();

  private:
    static constexpr std::chrono::microseconds shortest{100};
    static constexpr std::chrono::microseconds longest{1000};
    std::chrono::microseconds pause_ = shortest;
};

}  // namespace metaqnn
