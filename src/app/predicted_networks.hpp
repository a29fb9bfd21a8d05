// The trained networks of runs, with what they say about validation and test images.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/run_folder.hpp"
#include "core/clock.hpp"
#include "core/data_spec.hpp"
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

/// What decides which network comes first.
enum class Ranking {
    by_accuracy,  ///< on the validation images
    as_given,     ///< by trial: where there are no validation images, the networks of a list
};

/// The one that images divided like these allow.
Ranking ranking_of(const DataSpec& data);

/// The best stored networks of a run whose predictions are kept, at most `most`; of equal networks
/// the best training. Nothing is made.
/// @throws ConfigError or IoError if a file is damaged, or they are about different images
std::vector<PredictedNetwork> kept_predictions(const JournalContent& journal,
                                               const RunFolder& folder, Ranking ranking,
                                               std::size_t most);

/// All stored networks of some runs, best first, with their predictions. Those that are not kept
/// yet are made on `workers` trainer processes, and kept. Of networks that were trained several
/// times, by whichever run, the best training counts.
///
/// @param runs   folders, at least one
/// @param least  networks that there must be
/// @return none if asked to stop, or no worker was left that gets tests, before all was there
/// @throws ConfigError if there are fewer networks, or not all runs have the same images; IoError
///         if a network cannot be tested
std::optional<std::vector<PredictedNetwork>> predicted_networks(
    const std::vector<std::string>& runs, std::size_t least, int workers, const StopToken& stop);

}  // namespace metaqnn
