// Weights as files; see weight_files.hpp.
#include "trainer/weight_files.hpp"

#include <utility>

#include "core/error.hpp"
#include "io/weights.hpp"

namespace metaqnn::trainer {

std::string WeightFiles::path(TrialId trial) const {
    expect(!folder_.empty(), "WeightFiles: no folder for weights was given");
    return folder_ + "/trial-" + std::to_string(trial) + ".h5";
}

void WeightFiles::save(const Trial& trial, const std::vector<train::StoredTensor>& tensors) {
    StoredNetwork network{trial.id, trial.architecture, input_, classes_, {}};
    for (const auto& [name, shape, values] : tensors)
        network.tensors.push_back({name, shape, values});
    write_weights(path(trial.id), network);
}

std::vector<train::StoredTensor> WeightFiles::load(TrialId trial) {
    StoredNetwork network = read_weights(path(trial));
    std::vector<train::StoredTensor> tensors;
    for (auto& [name, shape, values] : network.tensors) {
        tensors.push_back({std::move(name), std::move(shape), std::move(values)});
    }
    return tensors;
}

}  // namespace metaqnn::trainer
