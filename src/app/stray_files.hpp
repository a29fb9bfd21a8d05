// Files that crashes leave in a run folder.
#pragma once

#include <set>

#include "app/run_folder.hpp"

namespace metaqnn {

/// Removes weights and predictions of trials that are not `kept` and what killed writers left
/// beside their files. The folder's lock is held, and no worker is at work. Files of other names
/// stay.
void remove_stray_files(const RunFolder& folder, const std::set<TrialId>& kept);

}  // namespace metaqnn
