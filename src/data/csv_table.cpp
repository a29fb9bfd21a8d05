// Tables of results as CSV; see result_table_reader.hpp.
#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/text.hpp"
#include "data/result_table_formats.hpp"

namespace metaqnn {
namespace {

enum Column : std::size_t {
    architecture,
    seed,
    accuracy,
    parameters,
    multiply_adds,
    seconds,
    curve,
};
constexpr std::array<std::string_view, 7> column_names{
    "architecture", "seed", "accuracy", "parameters", "multiply_adds", "seconds", "curve"};

/// The fields of one line, by column; empty where a column is missing.
using Row = std::array<std::string_view, column_names.size()>;

template <class Number>
Number parse_number(std::string_view text, std::string_view what) {
    Number number{};
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    require(error == std::errc{} && rest == end, std::string(what) + " \"" +
                                                     std::string(text.substr(0, 40)) +
                                                     "\" is no number; correct the table");
    return number;
}

// "# metaqnn table: images 3x32x32, 10 classes".
ResultTable parse_first_line(std::string_view line) {
    std::vector<int> numbers;
    for (std::size_t at = 0; at < line.size();) {
        const std::size_t first = line.find_first_of("0123456789", at);
        if (first == std::string_view::npos) break;
        at = std::min(line.find_first_not_of("0123456789", first), line.size());
        numbers.push_back(parse_number<int>(line.substr(first, at - first), "the number"));
    }
    numbers.resize(4);
    const std::string side = std::to_string(numbers[1]);
    const std::string read = "# metaqnn table: images " + std::to_string(numbers[0]) + "x" + side +
                             "x" + side + ", " + std::to_string(numbers[3]) + " classes";
    require(line == read,
            "does not tell of images; begin the table with a line like \"# metaqnn table: "
            "images 3x32x32, 10 classes\"");
    return {{numbers[0], numbers[1]}, numbers[3]};
}

// Fields with commas stand between quotes, which no field contains.
std::vector<std::string_view> fields_of(std::string_view line) {
    std::vector<std::string_view> fields;
    while (true) {
        const bool quoted = line.starts_with('"');
        if (quoted) line.remove_prefix(1);
        const std::size_t end = line.find(quoted ? '"' : ',');
        require(!quoted || end != std::string_view::npos,
                "a quote does not end (the line is cut off or damaged); correct the table");
        fields.push_back(line.substr(0, end));
        line.remove_prefix(std::min(fields.back().size() + (quoted ? 1 : 0), line.size()));
        if (line.empty()) return fields;
        require(line.front() == ',', "a quote ends inside a field; correct the table");
        line.remove_prefix(1);
    }
}

std::vector<double> parse_curve(std::string_view text) {
    std::vector<double> values;
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        if (text.empty()) return values;
        const std::string_view value = text.substr(0, text.find(' '));
        values.push_back(parse_number<double>(value, "the curve's value"));
        text.remove_prefix(value.size());
    }
}

RecordedTraining parse_training(const Row& row) {
    RecordedTraining training;
    training.accuracy = parse_number<double>(row[accuracy], "the accuracy");
    if (!row[seconds].empty()) {
        training.seconds = parse_number<double>(row[seconds], "the time");
    }
    training.curve = parse_curve(row[curve]);
    if (training.curve.empty()) training.curve = {training.accuracy};
    return training;
}

class Reader {
  public:
    ResultTable read(std::string_view text) {
        std::optional<ResultTable> table;
        for (std::size_t number = 1; !text.empty(); ++number) {
            const std::string_view line = text.substr(0, text.find('\n'));
            text.remove_prefix(std::min(line.size() + 1, text.size()));
            try {
                take(line.ends_with('\r') ? line.substr(0, line.size() - 1) : line, table);
            } catch (const ConfigError& error) {
                throw ConfigError("line " + std::to_string(number) + ": " + error.what());
            }
        }
        require(!networks_.empty(), "has no training; it is no whole table");
        for (const auto& [network, recorded] : networks_) table->add(network, recorded);
        return std::move(*table);
    }

  private:
    void take(std::string_view line, std::optional<ResultTable>& table) {
        if (!table) {
            table = parse_first_line(line);
        } else if (line.empty() || line.starts_with('#')) {
            return;
        } else if (columns_.empty()) {
            take_header(fields_of(line));
        } else {
            take_row(fields_of(line));
        }
    }

    void take_header(const std::vector<std::string_view>& names) {
        for (const std::string_view name : names) {
            const auto found = std::ranges::find(column_names, name);
            require(found != column_names.end(),
                    "unknown column \"" + std::string(name.substr(0, 40)) + "\"" +
                        suggestion(name, column_names) + "; correct the table");
            columns_.push_back(static_cast<std::size_t>(found - column_names.begin()));
        }
        for (std::size_t column = 0; column < column_names.size(); ++column) {
            const auto times = std::ranges::count(columns_, column);
            require(times == 1 || (times == 0 && column >= seconds),
                    "the column " + std::string(column_names[column]) +
                        (times == 0 ? " is missing" : " stands there twice") +
                        "; correct the table");
        }
    }

    void take_row(const std::vector<std::string_view>& fields) {
        require(fields.size() == columns_.size(),
                "has " + std::to_string(fields.size()) + " fields (there are " +
                    std::to_string(columns_.size()) +
                    " columns; it is cut off or damaged); correct the table");
        Row row;
        for (std::size_t i = 0; i < fields.size(); ++i) row[columns_[i]] = fields[i];
        Architecture network = parse_architecture(row[architecture]);
        const auto number = parse_number<std::int64_t>(row[seed], "the seed");
        require(seeds_.emplace(network, number).second, to_text(network) + " has the seed " +
                                                            std::to_string(number) +
                                                            " twice; correct the table");
        add(std::move(network), row);
    }

    void add(Architecture network, const Row& row) {
        RecordedNetwork costs;
        costs.parameters = parse_number<std::int64_t>(row[parameters], "parameters");
        costs.multiply_adds = parse_number<std::int64_t>(row[multiply_adds], "multiply_adds");
        RecordedNetwork& known = networks_.try_emplace(std::move(network), costs).first->second;
        require(known.parameters == costs.parameters && known.multiply_adds == costs.multiply_adds,
                "has other parameters or multiply_adds than the network's line before it; "
                "correct the table");
        known.trainings.push_back(parse_training(row));
    }

    std::vector<std::size_t> columns_;  // of the fields of a line
    std::set<std::pair<Architecture, std::int64_t>> seeds_;
    std::map<Architecture, RecordedNetwork> networks_;
};

}  // namespace

ResultTable parse_csv_table(std::string_view text) { return Reader().read(text); }

}  // namespace metaqnn
