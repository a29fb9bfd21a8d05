// Reads a whole journal back.
#include "io/journal_reader.hpp"

#include "core/error.hpp"
#include "io/consistency.hpp"
#include "io/journal_file.hpp"
#include "io/table.hpp"

namespace metaqnn {
namespace {

std::vector<RunDescription> read_sessions(const h5::File& file) {
    std::vector<RunDescription> sessions;
    for (;;) {
        const std::string place = schema::session_group(sessions.size());
        if (H5Lexists(file.id(), place.c_str(), H5P_DEFAULT) <= 0) return sessions;
        sessions.push_back(read_description(file, place));
    }
}

template <class Row>
std::vector<Row> read_table(const h5::File& file) {
    return read_rows<Row>(open_table<Row>(file));
}

}  // namespace

JournalFile read_journal(const h5::File& file) {
    JournalFile journal;
    journal.run = read_description(file, "/");
    journal.sessions = read_sessions(file);
    JournalContent& content = journal.content;
    // Events first: what they speak of was written with them, so a live writer only adds to it.
    content.events = read_table<EventRow>(file);
    content.episodes = read_table<EpisodeRow>(file);
    content.trials = read_table<TrialRow>(file);
    content.epochs = read_table<EpochReport>(file);
    for (const schema::QRecord& record : read_table<schema::QRecord>(file)) {
        content.q_values.push_back(record.row);
    }
    content.ledger = read_table<LedgerRow>(file);
    content.tests = read_table<TestRow>(file);
    journal.cut_events = cut_to_consistent(content, h5::name_of(file));
    return journal;
}

JournalFile read_journal(const std::string& path) { return read_journal(open_to_read(path)); }

RunDescription read_latest_description(const std::string& path) {
    const h5::File file = open_to_read(path);
    const std::vector<RunDescription> sessions = read_sessions(file);
    return sessions.empty() ? read_description(file, "/") : sessions.back();
}

}  // namespace metaqnn
