// What is different between two configurations, and whether a resumed run may differ in it.
#pragma once

#include <string>
#include <vector>

#include "config/keys.hpp"

namespace metaqnn {

/// A key with different values.
struct Change {
    std::string key;     ///< section.key
    std::string before;  ///< as TOML
    std::string after;   ///< as TOML
    Resume resume;

    /// "search.trials: 100 -> 200"
    std::string text() const { return key + ": " + before + " -> " + after; }
};

/// Every key whose value differs, in the order of the documentation. Presets are names of values
/// that are compared themselves: they count as free.
std::vector<Change> difference(const RunConfig& before, const RunConfig& after);

}  // namespace metaqnn
