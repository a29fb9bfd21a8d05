// RUN/predictions/trial-N.h5: what one network says about the images that it did not learn from.
#pragma once

#include <cstdint>
#include <string>

#include "core/architecture.hpp"
#include "core/predictions.hpp"
#include "core/trial.hpp"

namespace metaqnn {

/// The content of a file of predictions.
struct StoredPredictions {
    TrialId trial = 0;
    Architecture architecture;
    std::uint32_t images = 0;  ///< checksum of the run's decoded images: equal for equal images
    NetworkPredictions predictions;
    bool operator==(const StoredPredictions&) const = default;
};

/// FOLDER/trial-N.h5.
std::string predictions_file(const std::string& folder, TrialId trial);

/// Replaces the file at `path`: the old or the new one is there, whole, whatever happens.
/// Layout: attributes `format` ("metaqnn predictions"), `version` (1), `trial`, `architecture`
/// (text form), `images` (checksum), `classes`; groups `validation` and `test`, each with `labels`
/// (uint16 [N], true classes) and `probabilities` (float32 [N, classes], softmax), both with
/// checksums.
/// @throws IoError
void write_predictions(const std::string& path, const StoredPredictions& stored);

/// Takes no more memory than the file has bytes.
/// @throws ConfigError if it is no file of predictions, or is damaged; IoError if it cannot be read
StoredPredictions read_predictions(const std::string& path);

}  // namespace metaqnn
