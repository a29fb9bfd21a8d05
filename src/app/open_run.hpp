// From a request to an open run: configuration, images, space, agent, state and journal.
#pragma once

#include <memory>
#include <string>

#include "app/images.hpp"
#include "app/outcome_journal.hpp"
#include "app/run_folder.hpp"
#include "app/run_session.hpp"
#include "config/run_config.hpp"
#include "core/search_loop.hpp"
#include "core/trial_source.hpp"

namespace metaqnn {

/// A run that this process may write. Members are destroyed in the reverse order.
struct OpenRun {
    RunConfig config;
    RunFolder folder;
    ImageFacts images;
    std::unique_ptr<Mdp> mdp;
    std::unique_ptr<Agent> agent;
    std::unique_ptr<TrialSource> state;
    std::unique_ptr<OutcomeJournal> journal;
    JournalContent before;  ///< what earlier sessions wrote; empty for a new run
    ResumePoint from;
    double clock_offset = 0.0;  ///< seconds at which earlier sessions ended
    std::string found;          ///< one line on what was found; empty for a new run
};

/// Opens a run. Everything that can be wrong with the user's input is found before anything is
/// written into the run folder.
/// @throws ConfigError, also: the run exists, is in use, or its settings were changed; IoError
OpenRun open_run(const SessionRequest& request);

}  // namespace metaqnn
