// The kinds of fields; see codec.hpp.
#include "config/codec.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace metaqnn {
namespace {

using Texts = std::vector<std::string_view>;

std::optional<double> as_number(const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value.data))
        return static_cast<double>(*integer);
    if (const auto* number = std::get_if<double>(&value.data)) return *number;
    return std::nullopt;
}

// A whole text of digits, of at most nine.
std::optional<int> as_digits(std::string_view text) {
    int number = 0;
    if (text.empty() || text.size() > 9 ||
        text.find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

// Seconds of H...H:MM:SS.
std::optional<double> as_clock(std::string_view text) {
    const std::size_t length = text.size();
    if (length < 7 || text[length - 3] != ':' || text[length - 6] != ':') return std::nullopt;
    const auto hours = as_digits(text.substr(0, length - 6));
    const auto minutes = as_digits(text.substr(length - 5, 2));
    const auto seconds = as_digits(text.substr(length - 2));
    if (!hours || !minutes || !seconds || *minutes > 59 || *seconds > 59) return std::nullopt;
    return *hours * 3600.0 + *minutes * 60.0 + *seconds;
}

Value write_clock(double seconds) {
    if (seconds != std::floor(seconds)) return {seconds};
    const auto whole = static_cast<long long>(seconds);
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%02lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                  whole % 60);
    return {std::string(text.data())};
}

Codec<std::string> text_that(std::string range, Texts choices,
                             std::function<bool(const std::string&)> holds) {
    return {std::move(range), std::move(choices),
            [holds = std::move(holds)](const Value& value) -> std::optional<std::string> {
                const auto* text = std::get_if<std::string>(&value.data);
                if (text == nullptr || !holds(*text)) return std::nullopt;
                return *text;
            },
            [](const std::string& field) { return Value{field}; }};
}

}  // namespace

std::string alternatives(const Texts& choices) {
    std::string result;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        if (i > 0) result += i + 1 == choices.size() ? " or " : ", ";
        result += '"' + std::string(choices[i]) + '"';
    }
    return result;
}

std::string integer_range(std::int64_t low, std::optional<std::int64_t> high) {
    if (!high) return "an integer of at least " + std::to_string(low);
    return "an integer in [" + std::to_string(low) + ", " + std::to_string(*high) + "]";
}

Codec<bool> flag() {
    return {"true or false",
            {},
            [](const Value& value) -> std::optional<bool> {
                const bool* flag = std::get_if<bool>(&value.data);
                return flag == nullptr ? std::nullopt : std::optional(*flag);
            },
            [](const bool& field) { return Value{field}; }};
}

Codec<double> number(double low, double high, Ends ends) {
    std::array<char, 80> range{};
    std::snprintf(range.data(), range.size(), "a number in %c%g, %g%c",
                  ends == Ends::low_open ? '(' : '[', low, high,
                  ends == Ends::high_open ? ')' : ']');
    return {range.data(),
            {},
            [low, high, ends](const Value& value) -> std::optional<double> {
                const std::optional<double> number = as_number(value);
                if (!number || !(*number >= low && *number <= high)) return std::nullopt;
                if (ends == Ends::low_open && *number == low) return std::nullopt;
                if (ends == Ends::high_open && *number == high) return std::nullopt;
                return number;
            },
            [](const double& field) { return Value{field}; }};
}

Codec<double> duration() {
    constexpr double longest = 1e9;  // 31 years: a count of seconds stays exact
    return {"\"HH:MM:SS\" or seconds in [0, 1e+09]",
            {},
            [](const Value& value) -> std::optional<double> {
                const auto* text = std::get_if<std::string>(&value.data);
                const auto seconds = text == nullptr ? as_number(value) : as_clock(*text);
                if (!seconds || !(*seconds >= 0.0 && *seconds <= longest)) return std::nullopt;
                return seconds;
            },
            [](const double& field) { return write_clock(field); }};
}

Codec<std::string> text() {
    return text_that("a text", {}, [](const std::string&) { return true; });
}

Codec<std::string> text_not_empty() {
    return text_that("a text, not empty", {},
                     [](const std::string& text) { return !text.empty(); });
}

Codec<std::string> one_of(const Texts& choices) {
    return text_that(alternatives(choices), choices, [choices](const std::string& text) {
        return std::ranges::find(choices, text) != choices.end();
    });
}

Codec<std::string> device() {
    const Texts choices{"auto", "cpu", "cuda"};
    return text_that(alternatives({"auto", "cpu", "cuda", "cuda:N"}), choices,
                     [choices](const std::string& text) {
                         if (text.starts_with("cuda:"))
                             return as_digits(text.substr(5)).has_value();
                         return std::ranges::find(choices, text) != choices.end();
                     });
}

}  // namespace metaqnn
