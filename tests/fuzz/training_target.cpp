// Fuzzing target: the saved state of a training.
#include "io/training_files.hpp"
#include "tests/fuzz/target.hpp"

namespace metaqnn::fuzz {
namespace {

constexpr std::uint64_t recipe = 1;

// The trial of the states in corpus/training.
Trial small_trial() {
    Trial trial;
    trial.id = 0;
    trial.architecture = parse_architecture("[C(2,1,1), SM(3)]");
    trial.seed = 1;
    return trial;
}

}  // namespace

bool reads(Bytes bytes) {
    write_input("trial-0.h5", bytes);
    const FoundState found = TrainingFiles(input_folder(), recipe).load(small_trial(), {10, 1000});
    if (found.state) return true;
    check_message(found.problem);
    return false;
}

}  // namespace metaqnn::fuzz
