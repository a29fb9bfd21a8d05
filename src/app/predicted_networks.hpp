// The trained networks of runs, with what they say about validation and test images.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/run_folder.hpp"
#include "core/clock.hpp"
#include "core/journal.hpp"
#include "core/predictions.hpp"

namespace metaqnn {

/// A network that was trained and whose weights a run keeps.
struct StoredNetworkRow {
    RunFolder folder;  ///< of its run
    TrialRow row;
};

/// A network and what it says.
struct PredictedNetwork {
    StoredNetworkRow network;
    NetworkPredictions said;
};

/// The networks of a journal whose weights are kept, best validation accuracy first; of equal
/// networks the best training.
std::vector<StoredNetworkRow> stored_networks(const JournalContent& journal,
                                              const RunFolder& folder);

/// The best stored networks of a run whose predictions are kept, at most `most`; nothing is made.
/// @throws ConfigError or IoError if a file is damaged, or they are about different images
std::vector<PredictedNetwork> kept_predictions(const JournalContent& journal,
                                               const RunFolder& folder, std::size_t most);

/// All stored networks of some runs, with their predictions. Those that are not kept yet are made
/// on `workers` trainer processes, and kept. Of networks that several runs trained the best
/// training counts.
///
/// @param runs   folders, at least one
/// @param least  networks that there must be
/// @return none if asked to stop before all was there
/// @throws ConfigError if there are fewer networks, or not all runs have the same images; IoError
///         if a network cannot be tested
std::optional<std::vector<PredictedNetwork>> predicted_networks(
    const std::vector<std::string>& runs, std::size_t least, int workers, const StopToken& stop);

}  // namespace metaqnn
