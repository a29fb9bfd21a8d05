// RUN/training/trial-N.h5: the state of a training in flight, with what tells whose it is.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "core/training_store.hpp"

namespace metaqnn {

/// Where the state of a trial's training is kept.
std::string training_file(const std::string& folder, TrialId trial);

/// States as files of a folder, each there whole or not at all.
///
/// Layout: attributes `format` ("metaqnn training"), `version` (2), whose it is (`trial`,
/// `architecture`, `seed`, `recipe`), and the numbers of TrainingState; dataset `reports` (float64,
/// a row an epoch); the tensors as in tensors.hpp. HDF5's checksums guard all of it.
class TrainingFiles final : public TrainingStore {
  public:
    /// @param folder  exists by the first save(); empty: nothing is kept
    /// @param recipe  hash of the recipe; states of another one are not used
    TrainingFiles(std::string folder, std::uint64_t recipe)
        : folder_(std::move(folder)), recipe_(recipe) {}

    void save(const Trial& trial, const TrainingState& state) override;
    FoundState load(const Trial& trial, const StateBounds& bounds) override;

  private:
    std::string folder_;
    std::uint64_t recipe_;
};

}  // namespace metaqnn
