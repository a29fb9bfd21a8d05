// Fuzzing target: ONNX files that say metaqnn exported them.
#include "export/read_onnx.hpp"
#include "tests/fuzz/target.hpp"

namespace metaqnn::fuzz {

bool reads(Bytes bytes) {
    return survives([&] { from_onnx(std::string(as_text(bytes))); });
}

}  // namespace metaqnn::fuzz
