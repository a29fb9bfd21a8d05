// What ensembles of a run's networks come to, as text.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/predicted_networks.hpp"
#include "core/ensemble.hpp"

namespace metaqnn {

/// Networks that answer together, and how well they do.
struct EnsembleResult {
    std::string name;         ///< "best 5", "greedy"
    EnsembleWeights weights;  ///< one a candidate
    std::optional<double> validation_error;
    double test_error = 0.0;
    double agreement = 1.0;  ///< mean over the pairs of members, on the test images
};

/// The paper's ensemble of the `size` best, and the greedy one: chosen on validation images only.
/// Where there are none, the `size` first and no greedy one.
/// @param networks  best first; all about the same images
std::vector<EnsembleResult> make_ensembles(const std::vector<PredictedNetwork>& networks,
                                           std::size_t size);

/// Tables of the ensembles and of each network.
std::string ensemble_markdown(const std::vector<PredictedNetwork>& networks,
                              const std::vector<EnsembleResult>& ensembles);
/// The same as a JSON document; errors are fractions.
std::string ensemble_json(const std::vector<PredictedNetwork>& networks,
                          const std::vector<EnsembleResult>& ensembles);

}  // namespace metaqnn
