// Files that crashes leave in a run folder.
#pragma once

#include <filesystem>
#include <set>
#include <vector>

#include "app/run_folder.hpp"

namespace metaqnn {

/// Removes a file if it is there; warns where it cannot.
void remove_or_warn(const std::filesystem::path& path);

/// Removes weights and predictions of trials that are not `kept`, states of trainings that are not
/// `unfinished`, and what killed writers left beside their files. The folder's lock is held, and no
/// worker is at work. Files of other names stay.
void remove_stray_files(const RunFolder& folder, const std::set<TrialId>& kept,
                        const std::vector<TrialId>& unfinished);

/// Removes what a run whose journal was deleted has left for its resume: checkpoint and states of
/// trainings. The folder's lock is held, and no worker is at work. Files of other names stay.
void remove_resume_files(const RunFolder& folder);

}  // namespace metaqnn
