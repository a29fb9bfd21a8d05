// The names of what lies in a run folder.
#pragma once

#include <filesystem>
#include <string>

#include "core/trial.hpp"

namespace metaqnn {

/// Paths inside a run folder.
struct RunFolder {
    std::filesystem::path root;

    std::string journal() const { return (root / "run.h5").string(); }
    /// Results of the run that this one began with, if it did.
    std::string earlier() const { return (root / "warm_start.h5").string(); }
    std::string checkpoint() const { return (root / "checkpoint.h5").string(); }
    std::string models() const { return (root / "models").string(); }
    std::string trainings() const { return (root / "training").string(); }
    std::string predictions() const { return (root / "predictions").string(); }
    std::string log() const { return (root / "log.txt").string(); }
    /// Stored weights of a trial.
    std::string weights(TrialId trial) const;
    /// What the network of a trial says about validation and test images.
    std::string predictions(TrialId trial) const;
    /// Saved state of a trial's training.
    std::string training(TrialId trial) const;
};

}  // namespace metaqnn
