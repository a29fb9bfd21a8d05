// Fuzzing target: the stored predictions of a network.
#include "io/predictions.hpp"
#include "tests/fuzz/target.hpp"

namespace metaqnn::fuzz {

bool reads(Bytes bytes) {
    const std::string path = write_input("trial-0.h5", bytes);
    return survives([&] { read_predictions(path); });
}

}  // namespace metaqnn::fuzz
