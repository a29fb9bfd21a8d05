// Fuzzing target: a user's own images in an HDF5 file.
#include "data/readers.hpp"
#include "tests/fuzz/target.hpp"

namespace metaqnn::fuzz {

bool reads(Bytes bytes) {
    const std::string path = write_input("images.h5", bytes);
    return survives([&] { read_hdf5(path); });
}

}  // namespace metaqnn::fuzz
