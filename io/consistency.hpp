// Which rows of a journal hang together: the death of a writer can cut its tables at different
// rows.
#pragma once

#include <cstdint>

#include "core/journal.hpp"

namespace metaqnn {

/// Numbers of rows, from the start of each table, that hang together.
struct ConsistentRows {
    std::int64_t events = 0;
    std::int64_t episodes = 0;
    std::int64_t networks = 0;  ///< that the episodes found; no rows of their own
    std::int64_t trials = 0;
    std::int64_t q_values = 0;
};

/// Events and episodes are numbered from 0; event `started` counts workers; event `proposed` has
/// its episode, `learned` and `failed` have their trial; an episode has its event; a trial has its
/// episode. A trial without an event is kept: its result was not learned yet. A Q snapshot has the
/// event that it was made for: the first proposal at another epsilon, or the end of a session.
ConsistentRows consistent_rows(const JournalContent& content);

/// Cuts the four tables to consistent_rows(), and takes out epochs of networks and tests of trials
/// that are not there: others will have their numbers.
/// @return events that were cut
/// @throws ConfigError if more is cut than one flush can have written (schema::most_cut): that is
///         damage, which must not be mended in silence. `path` is for the message
std::int64_t cut_to_consistent(JournalContent& content, const std::string& path);

}  // namespace metaqnn
