// Port: where weights of trained networks are kept. The program that has file formats implements
// it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/trial.hpp"

namespace metaqnn::train {

/// One stored tensor.
struct StoredTensor {
    std::string name;  ///< unique in a network
    std::vector<std::int64_t> shape;
    std::vector<float> values;  ///< row-major, as many as the product of the shape
};

class WeightsStore {
  public:
    WeightsStore() = default;
    WeightsStore(const WeightsStore&) = delete;
    WeightsStore& operator=(const WeightsStore&) = delete;
    virtual ~WeightsStore() = default;

    /// Keeps the weights of a trial, complete or not at all. @throws IoError
    virtual void save(const Trial& trial, const std::vector<StoredTensor>& tensors) = 0;
    /// @throws IoError if there are none, or they cannot be read
    virtual std::vector<StoredTensor> load(TrialId trial) = 0;
};

}  // namespace metaqnn::train
