// TOML's text form of values; see value.hpp.
#include "config/value.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace metaqnn {
namespace {

std::string quoted(const std::string& text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result += {'\\', c};
        } else if (c == '\n') {
            result += "\\n";
        } else if (byte < 0x20 || byte == 0x7f) {
            result += "\\u00";
            result += {digits[byte >> 4U], digits[byte & 15U]};
        } else {
            result += c;
        }
    }
    return result + '"';
}

// The shortest form that reads back equal; TOML wants a point or an exponent in a float.
std::string to_text(double number) {
    std::array<char, 32> buffer{};
    const auto [end, code] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
    std::string text(buffer.data(), end);
    if (text.find_first_of(".en") == std::string::npos) text += ".0";
    return text;
}

struct Writer {
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(double number) const { return to_text(number); }
    std::string operator()(const std::string& text) const { return quoted(text); }
    std::string operator()(const List& list) const {
        std::string text;
        for (const Value& value : list) text += (text.empty() ? "" : ", ") + to_toml(value);
        return "[" + text + "]";
    }
    std::string operator()(const Table& table) const {
        std::string text;
        for (const Member& member : table)
            text += (text.empty() ? "" : ", ") + to_toml_key(member.name) + " = " +
                    to_toml(member.value);
        return "{" + text + "}";
    }
};

}  // namespace

std::string to_toml_key(const std::string& name) {
    const bool bare = !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '.';
    });
    return bare ? name : quoted(name);
}

std::string to_toml(const Value& value) { return std::visit(Writer{}, value.data); }

}  // namespace metaqnn
