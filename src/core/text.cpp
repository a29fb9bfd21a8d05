// Near matches and what may be shown; see text.hpp.
#include "core/text.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace metaqnn {
namespace {

// Levenshtein's distance, one row at a time.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row[b.size()];
}

unsigned byte_at(std::string_view text, std::size_t i) {
    return static_cast<unsigned char>(text[i]);
}

// Bytes of the UTF-8 character at the start of a text that is not empty; 0 if there is none.
// Source: RFC 3629, Sec. 4.
std::size_t character_bytes(std::string_view text) {
    const unsigned first = byte_at(text, 0);
    if (first < 0x80) return 1;
    const std::size_t bytes = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || bytes > text.size()) return 0;
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte_at(text, i) & 0xc0U) != 0x80) return 0;
    }
    // Longer than needed, half of a pair of UTF-16, beyond the last character.
    const unsigned second = byte_at(text, 1);
    const bool wrong = (first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
                       (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f);
    return wrong ? 0 : bytes;
}

bool is_control(std::string_view character) {
    const unsigned first = byte_at(character, 0);
    return first < 0x20 || first == 0x7f || (first == 0xc2 && byte_at(character, 1) < 0xa0);
}

}  // namespace

std::string nearest(std::string_view name, std::span<const std::string_view> candidates) {
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(1, name.size() / 3) + 1;
    for (const std::string_view candidate : candidates) {
        const std::size_t distance = edit_distance(name, candidate);
        if (distance < best_distance) {
            best = candidate;
            best_distance = distance;
        }
    }
    return std::string(best);
}

std::string suggestion(std::string_view name, std::span<const std::string_view> candidates) {
    const std::string match = nearest(name, candidates);
    return match.empty() ? "" : "; did you mean " + match + "?";
}

std::string printable(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const std::size_t bytes = character_bytes(text);
        const std::string_view character = text.substr(0, std::max<std::size_t>(1, bytes));
        if (bytes == 0) {
            result += '?';
        } else if (is_control(character)) {
            result += ' ';
        } else {
            result += character;
        }
        text.remove_prefix(character.size());
    }
    return result;
}

std::string shell_word(std::string_view text) {
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+=:,@%";
    if (!text.empty() && text.find_first_not_of(plain) == std::string_view::npos) {
        return std::string(text);
    }
    std::string word = "'";
    for (const char letter : text) {
        if (letter == '\'') {
            word += R"('\'')";
        } else {
            word += letter;
        }
    }
    return word + "'";
}

}  // namespace metaqnn
