// Recomputes a search from its journal, without training: verifies one, mends a damaged one.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/cost.hpp"
#include "core/journal.hpp"
#include "core/objective.hpp"
#include "core/trial_source.hpp"

namespace metaqnn {

/// What results are judged by, besides the state's own settings.
struct ReplaySettings {
    std::function<Cost(const Architecture&)> cost;  ///< of a network
    int classes = 10;
    Objective objective{};
};

/// What a replay found.
struct ReplayReport {
    std::string difference;     ///< the first one, in one line; empty: identical
    std::int64_t episodes = 0;  ///< compared: network, choices, epsilon, novelty, reward
    std::int64_t results = 0;   ///< learned, compared: reward
    std::int64_t trials = 0;    ///< compared: network, seed, reward, costs
    std::int64_t q_values = 0;  ///< compared
};

/// Lets the agent make each choice again, in the order of the journal's events, and compares.
///
/// @param state  has seen nothing yet; made with the journal's own configuration
ReplayReport replay_search(TrialSource& state, const JournalContent& journal,
                           const ReplaySettings& settings);

/// The longest search that the whole rows of a damaged journal tell: one that replays as identical.
///
/// @param whole  rows in their order, of which any may be missing, or impossible
/// @return events numbered anew. What can be recomputed is: episodes that are missing but whose
///         event is there, Q values. The search ends before the first event that cannot follow: its
///         result is missing, or the agent would have chosen otherwise. Results without an event
///         are kept, they are learned on resume; so are epochs, ledger and tests of what is kept
JournalContent mend_search(TrialSource& state, const JournalContent& whole,
                           const ReplaySettings& settings);

}  // namespace metaqnn
