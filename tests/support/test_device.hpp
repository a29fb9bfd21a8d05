// The device that the tests of trainings use.
#pragma once

#include <cstdlib>
#include <string>

namespace metaqnn {

/// METAQNN_TEST_DEVICE as workers.device takes it, say cuda; "cpu" if it is not set.
inline std::string test_device() {
    const char* name = std::getenv("METAQNN_TEST_DEVICE");
    return name == nullptr ? "cpu" : name;
}

}  // namespace metaqnn
