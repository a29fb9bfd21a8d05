// The formats of tables of results; see result_table_reader.hpp, which chooses one.
#pragma once

#include <string_view>

#include "core/result_table.hpp"

namespace metaqnn {

/// @throws ConfigError that begins with the line or what is wrong; without the name of the file
ResultTable parse_csv_table(std::string_view text);
/// @throws ConfigError that begins with the network or what is wrong; without the name of the file
ResultTable parse_nas_bench_macro(std::string_view text);

}  // namespace metaqnn
