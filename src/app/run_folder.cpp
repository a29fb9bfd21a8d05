// Names in a run folder; see run_folder.hpp.
#include "app/run_folder.hpp"

#include "io/predictions.hpp"
#include "io/training_files.hpp"

namespace metaqnn {

std::string RunFolder::weights(TrialId trial) const {
    return (root / "models" / ("trial-" + std::to_string(trial) + ".h5")).string();
}

std::string RunFolder::predictions(TrialId trial) const {
    return predictions_file(predictions(), trial);
}

std::string RunFolder::training(TrialId trial) const { return training_file(trainings(), trial); }

}  // namespace metaqnn
