// Fuzzing target: PNG and JPEG files.
#include "data/picture.hpp"
#include "tests/fuzz/target.hpp"

namespace metaqnn::fuzz {

bool reads(Bytes bytes) {
    const std::string path = write_input("picture", bytes);
    return survives([&] { read_picture(path); });
}

}  // namespace metaqnn::fuzz
