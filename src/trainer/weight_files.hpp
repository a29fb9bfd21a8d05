// Weights of trained networks as files of the run folder.
#pragma once

#include <string>

#include "core/trainer_setup.hpp"
#include "train/weights_store.hpp"

namespace metaqnn::trainer {

/// MODELS/trial-<id>.h5, in the format of io/weights.hpp.
class WeightFiles final : public train::WeightsStore {
  public:
    /// @param setup  its models folder exists by the first save(); empty: nothing can be kept
    explicit WeightFiles(const TrainerSetup& setup)
        : folder_(setup.models), input_(setup.input), classes_(setup.classes) {}

    void save(const Trial& trial, const std::vector<Tensor>& tensors) override;
    std::vector<Tensor> load(TrialId trial) override;

  private:
    std::string path(TrialId trial) const;

    std::string folder_;
    ImageShape input_;
    int classes_;
};

}  // namespace metaqnn::trainer
