// Comparison of configurations, key by key; see difference.hpp.
#include "config/difference.hpp"

namespace metaqnn {

std::vector<Change> difference(const RunConfig& before, const RunConfig& after) {
    std::vector<Change> changes;
    for (const Key& key : keys()) {
        const Value old_value = key.get(before);
        const Value new_value = key.get(after);
        if (old_value == new_value) continue;
        changes.push_back({key.path(), to_toml(old_value), to_toml(new_value), key.resume});
    }
    return changes;
}

}  // namespace metaqnn
