// Fuzzing target: SVHN's MATLAB files; both parts are the same.
#include "data/readers.hpp"
#include "tests/fuzz/target.hpp"

namespace metaqnn::fuzz {

bool reads(Bytes bytes) {
    write_input("train_32x32.mat", bytes);
    write_input("test_32x32.mat", bytes);
    return survives([] { read_svhn(input_folder(), ExtraImages::leave); });
}

}  // namespace metaqnn::fuzz
