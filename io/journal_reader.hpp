// Reads a whole journal back: while its writer lives, after it was killed, or closed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/journal.hpp"
#include "io/handles.hpp"
#include "io/run_description.hpp"

namespace metaqnn {

/// Everything that a journal holds.
struct JournalFile {
    RunDescription run;                    ///< of the first session
    std::vector<RunDescription> sessions;  ///< of each later one, in order
    JournalContent content;                ///< rows that hang together (consistency.hpp)
    std::int64_t cut_events = 0;           ///< events left out because a writer died in between
    std::int64_t cut_rows = 0;             ///< damaged rows left out at the ends of tables

    /// The last session: its configuration is the one in force.
    const RunDescription& latest() const { return sessions.empty() ? run : sessions.back(); }
};

/// Reads the journal at `path` (RUN/run.h5), which is not changed.
/// @throws ConfigError if there is none, it is damaged elsewhere than at the ends of its tables,
/// has
///         a table or column of another type, or a schema version from the future; IoError if HDF5
///         or the system fails
JournalFile read_journal(const std::string& path);
/// Descriptions of the later sessions, in order. @throws as read_journal()
std::vector<RunDescription> read_sessions(const h5::File& file);
/// What the last session was, without the tables. @throws as read_journal()
RunDescription read_latest_description(const std::string& path);

/// The same from an open file, whose format was checked.
JournalFile read_journal(const h5::File& file);

}  // namespace metaqnn
