// Fuzzing target: tables of results, CSV and JSON.
#include "data/result_table_reader.hpp"
#include "tests/fuzz/target.hpp"

namespace metaqnn::fuzz {

bool reads(Bytes bytes) {
    const std::string path = write_input("table", bytes);
    return survives([&] { read_result_table(path); });
}

}  // namespace metaqnn::fuzz
