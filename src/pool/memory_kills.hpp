// Evidence that the kernel killed a process for want of memory.
#pragma once

#include <cstdint>
#include <filesystem>

namespace metaqnn {

/// Processes of this process's control group, and of the groups below it, that the kernel has
/// killed for want of memory so far. 0 if the kernel does not say.
///
/// Reads memory.events (control groups version 2) or memory.oom_control (version 1) of the group,
/// or, where a container hides the group's own folder, of the nearest one above.
/// @param groups  list of this process's groups
/// @param root    where control groups are mounted
std::int64_t count_memory_kills(const std::filesystem::path& groups = "/proc/self/cgroup",
                                const std::filesystem::path& root = "/sys/fs/cgroup");

}  // namespace metaqnn
