// Tables and numbers; see table.hpp.
#include "app/table.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>

#include "core/error.hpp"

namespace metaqnn {
namespace {

bool all_numbers(const std::vector<std::vector<std::string>>& rows, std::size_t column) {
    return std::all_of(rows.begin() + 1, rows.end(), [&](const std::vector<std::string>& row) {
        const std::string& cell = row[column];
        return cell.empty() || std::isdigit(static_cast<unsigned char>(cell.front())) != 0;
    });
}

template <class... Values>
std::string format(const char* pattern, Values... values) {
    std::array<char, 64> buffer{};
    const int size = std::snprintf(buffer.data(), buffer.size(), pattern, values...);
    return {buffer.data(), static_cast<std::size_t>(size)};
}

}  // namespace

void TextTable::add(std::vector<std::string> row) {
    expect(row.size() == rows_.front().size(), "TextTable::add: wrong count of cells");
    rows_.push_back(std::move(row));
}

std::string TextTable::markdown() const {
    const std::size_t columns = rows_.front().size();
    std::vector<std::size_t> widths(columns, 3);
    std::vector<bool> right(columns);
    for (std::size_t c = 0; c < columns; ++c) {
        for (const auto& row : rows_) widths[c] = std::max(widths[c], row[c].size());
        right[c] = all_numbers(rows_, c);
    }
    std::string text;
    const auto add_row = [&](const std::vector<std::string>& row) {
        for (std::size_t c = 0; c < columns; ++c) {
            const std::string padding(widths[c] - row[c].size(), ' ');
            text += "| " + (right[c] ? padding + row[c] : row[c] + padding) + " ";
        }
        text += "|\n";
    };
    add_row(rows_.front());
    for (std::size_t c = 0; c < columns; ++c) {
        text += "|" + std::string(widths[c] + 1, '-') + (right[c] ? ":" : "-");
    }
    text += "|\n";
    for (std::size_t r = 1; r < rows_.size(); ++r) add_row(rows_[r]);
    return text;
}

std::string grouped(std::int64_t number) {
    std::string text = std::to_string(number);
    const std::int64_t first = number < 0 ? 1 : 0;
    for (auto i = static_cast<std::int64_t>(text.size()) - 3; i > first; i -= 3) {
        text.insert(static_cast<std::size_t>(i), ",");
    }
    return text;
}

std::string millions(std::int64_t number) { return fixed(static_cast<double>(number) / 1e6, 3); }

std::string bytes_text(std::int64_t bytes) {
    constexpr std::array units{"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
    auto value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; value >= 1000.0 && unit + 1 < units.size(); ++unit) value /= 1000.0;
    return format("%.3g %s", value, units[unit]);
}

std::string seconds_text(double seconds) {
    if (seconds < 59.95) return format("%.1f s", seconds);
    const auto whole = static_cast<long>(std::llround(seconds));
    if (whole < 3600) return format("%ld min %02ld s", whole / 60, whole % 60);
    return format("%ld h %02ld min", whole / 3600, whole % 3600 / 60);
}

std::string percent(double fraction) { return format("%.2f %%", 100.0 * fraction); }

std::string percent(const std::optional<double>& fraction) {
    return fraction ? percent(*fraction) : "none";
}

std::string percent_range(const Interval& interval) {
    return format("%.2f to %.2f %%", 100.0 * interval.low, 100.0 * interval.high);
}

std::string fixed(double number, int digits) { return format("%.*f", digits, number); }

}  // namespace metaqnn
