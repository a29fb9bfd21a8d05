// The one table of the configuration's keys: loading, dumping, near matches, comparison and
// documentation all come from it.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/run_config.hpp"
#include "config/value.hpp"

namespace metaqnn {

/// Whether a resumed run may have another value than the run began with.
enum class Resume : std::uint8_t {
    fixed,  ///< the results so far depend on it
    free,   ///< budgets, workers, output
};

/// A key.
struct Key {
    std::string_view section;               ///< e.g. "training" or "data.synthetic"
    std::string_view name;                  ///< e.g. "epochs"
    std::string_view unit;                  ///< empty: none
    std::string_view about;                 ///< what it is, with its source
    std::string range;                      ///< completes "must be ..."
    std::vector<std::string_view> choices;  ///< of a text, for near matches; else empty
    Resume resume;
    bool preset;  ///< sets a whole section: applied before the other keys
    std::function<bool(RunConfig&, const Value&)> set;  ///< false: wrong type or out of range
    std::function<Value(const RunConfig&)> get;

    /// section.name
    std::string path() const { return std::string(section) + "." + std::string(name); }
};

/// A section and what it is about.
struct SectionName {
    std::string_view name;
    std::string_view about;
};

/// All keys, section by section.
const std::vector<Key>& keys();
/// All sections, in the order of keys().
std::span<const SectionName> sections();

}  // namespace metaqnn
