// Opens journal files in every state that a writer can leave them in: live, killed, closed.
#pragma once

#include <cstdint>
#include <string>

#include "io/handles.hpp"

namespace metaqnn {

/// Access properties of journals. What HDF5 rewrites in place lies within one page of memory each:
/// the kernel may stop a write between two pages when its process is killed, and half of a table's
/// header is no header (seen with HDF5 1.10.8: one kill in fifty).
h5::PropertyList journal_access();

/// Opens a journal to read. Never changes the file, so a live writer is not disturbed; what a
/// killed writer left unfinished is mended in memory where HDF5 needs that.
/// @throws ConfigError if there is no such file, it is no journal, or a newer program wrote it;
///         IoError if it cannot be read
h5::File open_to_read(const std::string& path);

/// Opens a copy of a damaged journal in memory: also of a truncated one, of which the beginning is
/// left. Nothing is tried twice, so it never waits for a writer.
/// @throws as open_to_read()
h5::File open_damaged(const std::string& path);

/// Opens a journal that was closed, and lets readers in while it is written (SWMR).
struct LiveFile {
    h5::File file;
    std::string caution;  ///< empty, or why readers must wait until the writer ends
};
/// @throws IoError if it cannot be opened
LiveFile open_live(const std::string& path);

/// The schema version of a journal.
/// @throws ConfigError if the file is no journal or of a newer schema
std::int64_t schema_version_of(const h5::File& file);

}  // namespace metaqnn
