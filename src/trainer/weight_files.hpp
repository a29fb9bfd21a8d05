// Weights of trained networks as files of the run folder.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/stored_network.hpp"
#include "core/trainer_setup.hpp"
#include "train/weights_store.hpp"

namespace metaqnn::trainer {

/// MODELS/trial-<id>.h5, in the format of io/weights.hpp.
class WeightFiles final : public train::WeightsStore {
  public:
    /// @param setup            its models folder exists by the first save(); empty: nothing can be
    ///                         kept
    /// @param mean, deviation  of each channel over the training images, in grey levels [C]
    WeightFiles(const TrainerSetup& setup, std::span<const float> mean,
                std::span<const float> deviation);

    void save(const Trial& trial, const std::vector<Tensor>& tensors) override;
    StoredNetwork load(TrialId trial) override;
    std::vector<Tensor> load_initial(const Trial& trial) override;

  private:
    std::string path(TrialId trial) const;

    std::string folder_;
    ImageShape input_;
    int classes_;
    InferenceRules rules_;
    std::vector<float> mean_;
    std::vector<float> deviation_;
};

}  // namespace metaqnn::trainer
