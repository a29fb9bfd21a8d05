// A TOML value as plain data, so that only one file of the layer sees the TOML library.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace metaqnn {

struct Value;
struct Member;

using List = std::vector<Value>;
using Table = std::vector<Member>;

/// A value. Dates and times are texts.
struct Value {
    std::variant<bool, std::int64_t, double, std::string, List, Table> data;
    bool operator==(const Value&) const;
};

/// A member of a table.
struct Member {
    std::string name;
    Value value;
    int line = 0;  ///< from 1; 0: not from a file
    bool operator==(const Member& other) const {
        return name == other.name && value == other.value;
    }
};

inline bool Value::operator==(const Value& other) const { return data == other.data; }

/// The value as TOML on one line, e.g. "[[3, 2], [2, 2]]". Numbers read back bit-equal.
std::string to_toml(const Value& value);
/// The name of a key, or of a section, as TOML: in quotes if it has unusual characters.
std::string to_toml_key(const std::string& name);

/// What came of reading TOML: a table, or the first error.
struct Parsed {
    Table table;        ///< members by line
    std::string error;  ///< empty if all went well; one line
    int line = 0;       ///< of the error
};

/// Reads TOML 1.0 (at most 1 MiB, 4096 characters a line, nested 32 deep). Never throws on
/// malformed text.
Parsed parse_toml(std::string_view text);

}  // namespace metaqnn
