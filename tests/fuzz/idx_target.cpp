// Fuzzing target: MNIST's format; two parts: the images and the labels (gzip or not).
#include <filesystem>

#include "data/readers.hpp"
#include "tests/fuzz/target.hpp"

namespace metaqnn::fuzz {

bool reads(Bytes bytes) {
    const std::vector<Bytes> parts = parts_of(bytes, 2);
    for (const char* set : {"train", "t10k"}) {
        write_input(std::string(set) + "-images-idx3-ubyte", parts[0]);
        write_input(std::string(set) + "-labels-idx1-ubyte", parts[1]);
    }
    return survives([] { read_idx(input_folder()); });
}

}  // namespace metaqnn::fuzz
