// How a field is read from a TOML value and written to one, with the range it must keep.
#pragma once

#include <algorithm>
#include <concepts>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/names.hpp"
#include "config/value.hpp"

namespace metaqnn {

/// Reads and writes one kind of field.
template <class T>
struct Codec {
    std::string range;                      ///< completes "must be ..."
    std::vector<std::string_view> choices;  ///< of a text, for near matches; else empty
    std::function<std::optional<T>(const Value&)> read;  ///< none: wrong type or out of range
    std::function<Value(const T&)> write;
};

/// Both ends may be reached, or only the upper, or only the lower one.
enum class Ends { closed, low_open, high_open };

Codec<bool> flag();
/// A number between two finite ends; integers are numbers, NaN and infinities are not.
Codec<double> number(double low, double high, Ends ends = Ends::closed);
/// Seconds, or a text HH:MM:SS (the hours without limit).
Codec<double> duration();
Codec<std::string> text();
Codec<std::string> text_not_empty();
Codec<std::string> one_of(const std::vector<std::string_view>& choices);
/// "auto", "cpu", "cuda" or "cuda:N".
Codec<std::string> device();

/// `"a", "b" or "c"`.
std::string alternatives(const std::vector<std::string_view>& choices);
/// `an integer in [low, high]`; without `high` if it is the largest of its type.
std::string integer_range(std::int64_t low, std::optional<std::int64_t> high);

template <std::integral T>
Codec<T> integer(T low, T high = std::numeric_limits<T>::max()) {
    // TOML's integers have 64 bits with a sign.
    const bool bounded = std::cmp_less(high, std::numeric_limits<std::int64_t>::max()) &&
                         high != std::numeric_limits<T>::max();
    return {
        integer_range(static_cast<std::int64_t>(low),
                      bounded ? std::optional(static_cast<std::int64_t>(high)) : std::nullopt),
        {},
        [low, high](const Value& value) -> std::optional<T> {
            const auto* number = std::get_if<std::int64_t>(&value.data);
            if (number == nullptr || std::cmp_less(*number, low) || std::cmp_greater(*number, high))
                return std::nullopt;
            return static_cast<T>(*number);
        },
        [](const T& field) { return Value{static_cast<std::int64_t>(field)}; }};
}

template <class Enum>
Codec<Enum> choice() {
    std::vector<std::string_view> words;
    words.reserve(enum_names<Enum>.size());
    for (const Name<Enum>& name : enum_names<Enum>) words.push_back(name.text);
    return {alternatives(words), words,
            [](const Value& value) -> std::optional<Enum> {
                const auto* word = std::get_if<std::string>(&value.data);
                for (const Name<Enum>& name : enum_names<Enum>)
                    if (word != nullptr && *word == name.text) return name.value;
                return std::nullopt;
            },
            [](const Enum& field) { return Value{std::string(name_of(field))}; }};
}

}  // namespace metaqnn
