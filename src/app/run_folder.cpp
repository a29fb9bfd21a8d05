// Names in a run folder; see run_folder.hpp.
#include "app/run_folder.hpp"

#include "io/training_files.hpp"

namespace metaqnn {

std::string RunFolder::weights(TrialId trial) const {
    return (root / "models" / ("trial-" + std::to_string(trial) + ".h5")).string();
}

std::string RunFolder::training(TrialId trial) const { return training_file(trainings(), trial); }

}  // namespace metaqnn
