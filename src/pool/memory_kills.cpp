// The kernel's count of processes killed for want of memory; see memory_kills.hpp.
#include "pool/memory_kills.hpp"

#include <fstream>
#include <optional>
#include <string>

namespace metaqnn {
namespace {

namespace fs = std::filesystem;

// The value of "oom_kill <value>", one of the lines of both files.
std::optional<std::int64_t> read_count(const fs::path& file) {
    std::ifstream lines(file);
    std::string name;
    std::int64_t value = 0;
    while (lines >> name >> value) {
        if (name == "oom_kill") return value;
    }
    return std::nullopt;
}

std::optional<std::int64_t> nearest_count(const fs::path& mount, const std::string& group,
                                          const char* file) {
    fs::path folder = fs::path(group).relative_path();
    while (true) {
        if (const auto count = read_count(mount / folder / file)) return count;
        if (folder.empty()) return std::nullopt;
        folder = folder.parent_path();
    }
}

}  // namespace

std::int64_t count_memory_kills(const fs::path& groups, const fs::path& root) {
    std::ifstream lines(groups);
    std::string line;  // "<number>:<controllers>:<path>"; version 2 has number 0, no controllers
    while (std::getline(lines, line)) {
        const std::size_t colon = line.find(':');
        const std::size_t second = line.find(':', colon + 1);
        if (colon == std::string::npos || second == std::string::npos) continue;
        const std::string controllers = line.substr(colon + 1, second - colon - 1);
        const std::string group = line.substr(second + 1);
        std::optional<std::int64_t> count;
        if (controllers.empty()) count = nearest_count(root, group, "memory.events");
        if (("," + controllers + ",").find(",memory,") != std::string::npos) {
            count = nearest_count(root / "memory", group, "memory.oom_control");
        }
        if (count) return *count;
    }
    return 0;
}

}  // namespace metaqnn
