// Fuzzing target: a checkpoint.
#include "io/checkpoint.hpp"
#include "tests/fuzz/target.hpp"

namespace metaqnn::fuzz {

bool reads(Bytes bytes) {
    constexpr SlotId slots = 100'000;
    const CheckpointRead read = read_checkpoint(write_input("checkpoint.h5", bytes), slots);
    if (read.checkpoint) return true;
    check_message(read.problem);
    return false;
}

}  // namespace metaqnn::fuzz
