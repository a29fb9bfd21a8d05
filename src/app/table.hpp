// Tables and numbers as people read them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/predictions.hpp"

namespace metaqnn {

/// A Markdown table whose columns are also aligned in a terminal. A column whose cells all begin
/// with a digit is aligned to the right.
class TextTable {
  public:
    explicit TextTable(std::vector<std::string> header) : rows_{std::move(header)} {}
    /// @param row as many cells as the header
    void add(std::vector<std::string> row);
    std::string markdown() const;

  private:
    std::vector<std::vector<std::string>> rows_;
};

/// 1234567 -> "1,234,567".
std::string grouped(std::int64_t number);
/// 11260000 -> "11.260".
std::string millions(std::int64_t number);
/// "1.5 GB": decimal units, three figures.
std::string bytes_text(std::int64_t bytes);
/// "2 h 05 min", "3 min 20 s", "12.3 s".
std::string seconds_text(double seconds);
/// 0.9123 -> "91.23 %".
std::string percent(double fraction);
/// The same; "none" if there is no number.
std::string percent(const std::optional<double>& fraction);
/// {0.076, 0.0867} -> "7.60 to 8.67 %".
std::string percent_range(const Interval& interval);
/// printf-style, e.g. fixed(0.5, 2) -> "0.50".
std::string fixed(double number, int digits);

}  // namespace metaqnn
