// Reads a whole journal back.
#include "io/journal_reader.hpp"

#include "core/error.hpp"
#include "io/consistency.hpp"
#include "io/journal_file.hpp"
#include "io/own_objects.hpp"
#include "io/table.hpp"

namespace metaqnn {
namespace {

/// Reads the tables of a file, of whatever version it is.
class TableReader {
  public:
    explicit TableReader(const h5::File& file) : file_(file), version_(schema_version_of(file)) {}

    template <class Row>
    std::vector<Row> read() {
        TableRows<Row> table = read_rows<Row>(open_table<Row>(file_, version_));
        cut_rows_ += table.cut;
        return std::move(table.rows);
    }
    std::int64_t cut_rows() const { return cut_rows_; }

  private:
    const h5::File& file_;
    std::int64_t version_;
    std::int64_t cut_rows_ = 0;
};

}  // namespace

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

JournalFile read_journal(const h5::File& file) {
    JournalFile journal;
    journal.run = read_description(file, "/");
    journal.sessions = read_sessions(file);
    JournalContent& content = journal.content;
    TableReader tables(file);
    // Events first: what they speak of was written with them, so a live writer only adds to it.
    content.events = tables.read<EventRow>();
    content.episodes = tables.read<EpisodeRow>();
    content.trials = tables.read<TrialRow>();
    content.epochs = tables.read<EpochReport>();
    for (const schema::QRecord& record : tables.read<schema::QRecord>()) {
        content.q_values.push_back(record.row);
    }
    content.ledger = tables.read<LedgerRow>();
    content.tests = tables.read<TestRow>();
    journal.cut_rows = tables.cut_rows();
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
