// Chooses the format of a table of results; see result_table_reader.hpp.
#include "data/result_table_reader.hpp"

#include <span>
#include <string>

#include "core/error.hpp"
#include "core/random.hpp"
#include "data/file_reader.hpp"
#include "data/result_table_formats.hpp"

namespace metaqnn {
namespace {

constexpr std::uint64_t most_csv_bytes = 256U << 20U;
constexpr std::uint64_t most_json_bytes = 16U << 20U;

std::string read_text(const std::filesystem::path& path) {
    FileReader file(path);
    const std::uint64_t bytes = file.plain_bytes();
    require(bytes <= most_csv_bytes, file.name() + ": has " + std::to_string(bytes) +
                                         " bytes (a table has at most 256 MiB); leave some out");
    std::string text(bytes, '\0');
    file.read({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
    file.expect_end();
    return text;
}

ResultTable parse(const std::string& text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    require(first != std::string::npos, "is empty; it is no table of results");
    if (text[first] != '{') return parse_csv_table(text);
    require(text.size() <= most_json_bytes,
            "has over 16 MiB (NAS-Bench-Macro has one or two); it is not such a table");
    return parse_nas_bench_macro(text);
}

}  // namespace

ResultTable read_result_table(const std::filesystem::path& path) {
    const std::string text = read_text(path);
    try {
        ResultTable table = parse(text);
        table.set_content(stable_hash(text));
        return table;
    } catch (const ConfigError& error) {
        throw ConfigError(path.string() + ": " + error.what());
    }
}

}  // namespace metaqnn
