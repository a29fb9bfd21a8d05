// From a journal back to the search: resuming and verifying are reading it.
#pragma once

#include <optional>

#include "core/journal.hpp"
#include "core/search_loop.hpp"
#include "core/trial_source.hpp"

namespace metaqnn {

/// Brings a new state to where the journal ends.
///
/// @param state       has seen nothing yet; made with the journal's own configuration
/// @param checkpoint  spares the learning of the events that it includes; one that is newer than
///                    the journal is not used
/// @return what a SearchLoop must be told to go on
/// @throws ConfigError if the journal contradicts itself, naming the row
ResumePoint restore_search(TrialSource& state, const JournalContent& journal,
                           const std::optional<Checkpoint>& checkpoint);

}  // namespace metaqnn
