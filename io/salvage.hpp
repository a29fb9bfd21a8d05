// What is still whole in a damaged journal.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "io/journal_reader.hpp"

namespace metaqnn {

/// What became of a table.
struct SalvagedTable {
    std::string name;
    std::int64_t whole = 0;
    std::int64_t lost = 0;  ///< rows that are damaged or cannot be read
    std::string problem;    ///< why the table cannot be opened; empty if it can
};

struct SalvagedJournal {
    JournalFile journal;  ///< rows that are whole, which may not hang together
    std::vector<SalvagedTable> tables;
};

/// Reads what can be read of the journal at `path`, which is not changed.
/// @throws ConfigError, IoError if its structure, the description of the run or its configuration
///         cannot be read
SalvagedJournal salvage_journal(const std::string& path);

}  // namespace metaqnn
