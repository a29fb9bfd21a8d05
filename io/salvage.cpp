// What is still whole in a damaged journal; see salvage.hpp.
#include "io/salvage.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "io/journal_file.hpp"
#include "io/table.hpp"

namespace metaqnn {
namespace {

/// Rows [first, first + count), as many as are whole.
template <class Row>
void take_rows(const TableFile& file, std::int64_t first, std::int64_t count,
               std::vector<Row>& rows) {
    const RowParser<Row> parser;
    const TableFile::Rows read = file.read(first, count);
    const std::byte* at = read.bytes.data();
    for (const bool whole : read.whole) {
        Row row;
        if (parser.parse(at, whole, row).empty()) rows.push_back(std::move(row));
        at += file.row_bytes();
    }
}

/// Takes the tables of a file one by one.
class Salvager {
  public:
    explicit Salvager(const h5::File& file) : file_(file), version_(schema_version_of(file)) {}

    template <class Row>
    std::vector<Row> take() {
        std::vector<Row> rows;
        SalvagedTable& table = tables_.emplace_back();
        table.name = schema::table<Row>().name;
        try {
            const TableFile file = open_table<Row>(file_, version_);
            // A chunk is read or lost as a whole.
            const auto chunk = static_cast<std::int64_t>(schema::chunk_rows(file.row_bytes()));
            for (std::int64_t first = 0; first < file.rows(); first += chunk) {
                try {
                    take_rows(file, first, std::min(chunk, file.rows() - first), rows);
                } catch (const IoError&) {
                    continue;  // counted below
                }
            }
            table.whole = static_cast<std::int64_t>(rows.size());
            table.lost = file.rows() - table.whole;
        } catch (const Error& error) {
            table.problem = error.what();
        }
        return rows;
    }
    std::vector<SalvagedTable> tables() { return std::move(tables_); }

  private:
    const h5::File& file_;
    std::int64_t version_;
    std::vector<SalvagedTable> tables_;
};

}  // namespace

SalvagedJournal salvage_journal(const std::string& path) {
    const h5::File file = open_damaged(path);
    SalvagedJournal salvaged;
    salvaged.journal.run = read_description(file, "/");
    salvaged.journal.sessions = read_sessions(file);
    JournalContent& content = salvaged.journal.content;
    Salvager salvager(file);
    content.events = salvager.take<EventRow>();
    content.episodes = salvager.take<EpisodeRow>();
    content.trials = salvager.take<TrialRow>();
    content.epochs = salvager.take<EpochReport>();
    for (const schema::QRecord& record : salvager.take<schema::QRecord>()) {
        content.q_values.push_back(record.row);
    }
    content.ledger = salvager.take<LedgerRow>();
    content.tests = salvager.take<TestRow>();
    salvaged.tables = salvager.tables();
    return salvaged;
}

}  // namespace metaqnn
