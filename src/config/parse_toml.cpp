// TOML text to values, through toml++; see value.hpp.
#include <algorithm>
#include <sstream>

#include <toml++/toml.h>

#include "config/value.hpp"
#include "core/text.hpp"

namespace metaqnn {
namespace {

constexpr std::size_t most_characters = 1 << 20;
// Bounds the depth of tables that dotted keys can make in the library.
constexpr std::size_t most_characters_in_line = 4096;
constexpr int deepest = 32;

struct TooDeep {
    int line;
};

Value convert(const toml::node& node, int depth);

Table convert(const toml::table& table, int depth) {
    Table result;
    for (const auto& [name, node] : table)
        result.push_back({std::string(name), convert(node, depth + 1),
                          static_cast<int>(node.source().begin.line)});
    std::ranges::stable_sort(result, {}, &Member::line);
    return result;
}

Value convert(const toml::array& array, int depth) {
    List result;
    for (const toml::node& node : array) result.push_back(convert(node, depth + 1));
    return {std::move(result)};
}

Value convert(const toml::node& node, int depth) {
    if (depth > deepest) throw TooDeep{static_cast<int>(node.source().begin.line)};
    if (const toml::table* table = node.as_table()) return {convert(*table, depth)};
    if (const toml::array* array = node.as_array()) return convert(*array, depth);
    if (const auto* flag = node.as_boolean()) return {flag->get()};
    if (const auto* number = node.as_integer()) return {number->get()};
    if (const auto* number = node.as_floating_point()) return {number->get()};
    if (const auto* text = node.as_string()) return {text->get()};
    std::ostringstream date_or_time;
    if (const auto* date = node.as_date()) date_or_time << date->get();
    if (const auto* time = node.as_time()) date_or_time << time->get();
    if (const auto* moment = node.as_date_time()) date_or_time << moment->get();
    return {date_or_time.str()};
}

// Line of the first line that is too long, 0 if there is none.
int too_long_line(std::string_view text) {
    std::size_t length = 0;
    int line = 1;
    for (const char c : text) {
        length = c == '\n' ? 0 : length + 1;
        if (length > most_characters_in_line) return line;
        line += c == '\n' ? 1 : 0;
    }
    return 0;
}

}  // namespace

Parsed parse_toml(std::string_view text) {
    if (text.size() > most_characters) return {{}, "more than 1 MiB of text", 1};
    if (const int line = too_long_line(text); line > 0)
        return {{}, "a line of more than 4096 characters", line};
    try {
        return {convert(toml::parse(text), 0), "", 0};
    } catch (const TooDeep& error) {
        return {{}, "tables or lists nested more than 32 deep", error.line};
    } catch (const toml::parse_error& error) {
        return {{}, printable(error.description()), static_cast<int>(error.source().begin.line)};
    }
}

}  // namespace metaqnn
