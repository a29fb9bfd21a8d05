// Reads a whole journal back.
#include "io/journal_reader.hpp"

#include "core/error.hpp"
#include "io/consistency.hpp"
#include "io/journal_file.hpp"
#include "io/own_objects.hpp"
#include "io/table.hpp"

namespace metaqnn {
namespace {

std::vector<RunDescription> read_sessions(const h5::File& file) {
    std::vector<RunDescription> sessions;
    std::uint64_t left = h5::bytes_of(file);
    for (;;) {
        const std::string place = schema::session_group(sessions.size());
        if (!h5::has_object(file, place)) return sessions;
        sessions.push_back(read_description(file, place));
        // Each on its own is not larger than the file; one that is told of often could be.
        const std::uint64_t size = sessions.back().configuration.size();
        require(size <= left, h5::name_of(file) + " is damaged (its sessions are larger than it)");
        left -= size;
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
