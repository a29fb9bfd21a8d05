// Files that crashes leave in a run folder; see stray_files.hpp.
#include "app/stray_files.hpp"

#include <spdlog/spdlog.h>

#include "io/replace_file.hpp"

namespace metaqnn {

void remove_or_warn(const std::filesystem::path& path) {
    std::error_code error;
    std::filesystem::remove(path, error);
    if (error) spdlog::warn("cannot remove {} ({})", path.string(), error.message());
}

namespace {

// Removes files trial-N.h5 of a folder that are not wanted, and what is beside them.
void remove_others(const std::string& folder, const std::set<std::string>& wanted) {
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
        const std::string name = entry.path().filename().string();
        const bool ours = name.starts_with("trial-") &&
                          (name.ends_with(".h5") || name.ends_with(path_beside(".h5")));
        if (ours && !wanted.contains(entry.path().string())) remove_or_warn(entry.path());
    }
}

}  // namespace

void remove_stray_files(const RunFolder& folder, const std::set<TrialId>& kept,
                        const std::vector<TrialId>& unfinished) {
    remove_or_warn(path_beside(folder.journal()));
    remove_or_warn(path_beside(folder.checkpoint()));
    std::set<std::string> weights;
    std::set<std::string> predictions;
    for (const TrialId trial : kept) {
        weights.insert(folder.weights(trial));
        predictions.insert(folder.predictions(trial));
    }
    remove_others(folder.models(), weights);
    remove_others(folder.predictions(), predictions);
    std::set<std::string> trainings;
    for (const TrialId trial : unfinished) trainings.insert(folder.training(trial));
    remove_others(folder.trainings(), trainings);
}

void remove_resume_files(const RunFolder& folder) {
    remove_or_warn(folder.checkpoint());
    remove_others(folder.trainings(), {});
}

}  // namespace metaqnn
