// What tested networks say, as files of the run folder.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "core/predictions.hpp"

namespace metaqnn::trainer {

/// PREDICTIONS/trial-<id>.h5, in the format of io/predictions.hpp.
class PredictionFiles final : public PredictionStore {
  public:
    /// @param folder  exists by the first save()
    /// @param images  checksum of the images that the predictions are about
    PredictionFiles(std::string folder, std::uint32_t images)
        : folder_(std::move(folder)), images_(images) {}

    void save(const Trial& trial, const NetworkPredictions& predictions) override;

  private:
    std::string folder_;
    std::uint32_t images_;
};

}  // namespace metaqnn::trainer
