// A search that begins with what an earlier one found.
#pragma once

#include <string>

#include "app/run_folder.hpp"
#include "app/search_model.hpp"
#include "config/run_config.hpp"
#include "io/journal_file.hpp"

namespace metaqnn {

/// The results of config.agent.warm_start, an earlier run, without what an agent does not need.
/// @throws ConfigError if it is no run, has another space or no results
JournalFile read_earlier_run(const RunConfig& config);

/// Keeps them in the run's own folder, so that a resume needs nothing else.
void keep_earlier_run(const RunFolder& folder, const JournalFile& earlier);

/// Lets the agent begin with the results of an earlier run, if the configuration asks for it.
/// Networks of other classes are taken with those of this run; what does not fit its images is left
/// out.
/// @throws ConfigError if the agent cannot, or nothing fits
void begin_with(const JournalContent& earlier, const SearchModel& model, const RunConfig& config);

/// The same with what is kept in the run's folder. @throws as read_journal, too
void begin_with_kept(const RunFolder& folder, const SearchModel& model, const RunConfig& config);

}  // namespace metaqnn
