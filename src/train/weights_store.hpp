// Port: where weights of trained networks are kept. The program that has file formats implements
// it.
#pragma once

#include <vector>

#include "core/stored_network.hpp"
#include "core/tensor.hpp"
#include "core/trial.hpp"

namespace metaqnn::train {

class WeightsStore {
  public:
    WeightsStore() = default;
    WeightsStore(const WeightsStore&) = delete;
    WeightsStore& operator=(const WeightsStore&) = delete;
    virtual ~WeightsStore() = default;

    /// Keeps the weights of a trial, complete or not at all. @throws IoError
    virtual void save(const Trial& trial, const std::vector<Tensor>& tensors) = 0;
    /// @throws IoError if there are none, or they cannot be read
    virtual StoredNetwork load(TrialId trial) = 0;
    /// The weights in Trial::initial_weights. @throws IoError or ConfigError if they cannot be read
    virtual std::vector<Tensor> load_initial(const Trial& trial) = 0;
};

}  // namespace metaqnn::train
