// Weights as files; see weight_files.hpp.
#include "trainer/weight_files.hpp"

#include "core/error.hpp"
#include "io/weights.hpp"

namespace metaqnn::trainer {

WeightFiles::WeightFiles(const TrainerSetup& setup, std::span<const float> mean,
                         std::span<const float> deviation)
    : folder_(setup.models),
      input_(setup.input),
      classes_(setup.classes),
      rules_(inference_rules(setup.recipe)),
      mean_(mean.begin(), mean.end()),
      deviation_(deviation.begin(), deviation.end()) {}

std::string WeightFiles::path(TrialId trial) const {
    expect(!folder_.empty(), "WeightFiles: no folder for weights was given");
    return folder_ + "/trial-" + std::to_string(trial) + ".h5";
}

void WeightFiles::save(const Trial& trial, const std::vector<Tensor>& tensors) {
    write_weights(path(trial.id), {trial.id, trial.architecture, input_, classes_, rules_, mean_,
                                   deviation_, tensors});
}

StoredNetwork WeightFiles::load(TrialId trial) { return read_weights(path(trial)); }

std::vector<Tensor> WeightFiles::load_initial(const Trial& trial) {
    return read_weights(trial.initial_weights).tensors;
}

}  // namespace metaqnn::trainer
