// Fuzzing target: the stored weights of a network.
#include "io/weights.hpp"
#include "tests/fuzz/target.hpp"

namespace metaqnn::fuzz {

bool reads(Bytes bytes) {
    const std::string path = write_input("trial-0.h5", bytes);
    return survives([&] { read_weights(path); });
}

}  // namespace metaqnn::fuzz
