// The Journal port on an HDF5 file.
#include "io/journal_writer.hpp"

#include <algorithm>
#include <filesystem>

#include "core/error.hpp"
#include "io/attributes.hpp"
#include "io/replace_file.hpp"

namespace metaqnn {
namespace {

std::unique_ptr<RunLock> lock_folder_of(const std::string& path) {
    const std::string folder = std::filesystem::path(path).parent_path().string();
    return std::make_unique<RunLock>(folder.empty() ? "." : folder);
}

void write_empty_journal(const h5::File& file, const RunDescription& run) {
    const std::string path = h5::name_of(file);
    h5::write_text(file.id(), "format", schema::format, path);
    h5::write_integer(file.id(), "schema_version", schema::version, path);
    write_description(file, "/", run);
    h5::create_group(file, schema::sessions);
    create_table<EventRow>(file);
    create_table<EpisodeRow>(file);
    create_table<TrialRow>(file);
    create_table<EpochReport>(file);
    create_table<schema::QRecord>(file);
    create_table<LedgerRow>(file);
    create_table<TestRow>(file);
}

void add_session(const h5::File& file, std::size_t number, const RunDescription& session) {
    const std::string place = schema::session_group(number);
    h5::create_group(file, place);
    write_description(file, place, session);
}

schema::QRecord record_of(const QRow& row, const DescribeSlot& describe_slot) {
    SlotText text = describe_slot(row.q.slot);
    return {row, std::move(text.state), std::move(text.action)};
}

/// Attributes, sessions and empty tables.
void write_frame(const h5::File& file, const JournalFile& journal) {
    write_empty_journal(file, journal.run);
    std::size_t number = 0;
    for (const RunDescription& session : journal.sessions) add_session(file, number++, session);
}

template <class Row>
void write_rows(const h5::File& file, const std::vector<Row>& rows) {
    TableWriter<Row> writer(open_table<Row>(file));
    for (const Row& row : rows) writer.add(row);
    writer.write();
}

/// Appends the first rows of a table of `from`, which were verified, to that of `to`.
template <class Row>
void copy_rows(const h5::File& from, const h5::File& to, std::size_t rows) {
    const auto count = static_cast<std::int64_t>(rows);
    const TableFile source = open_table<Row>(from, schema_version_of(from));
    TableFile target = open_table<Row>(to);
    const std::int64_t block = source.block_rows();
    for (std::int64_t first = 0; first < count; first += block) {
        const std::int64_t size = std::min(block, count - first);
        target.append(source.read(first, size, TableFile::Checksums::trust).bytes);
    }
}

/// Copies what was found into a new file, adds the session and puts it in the journal's place.
void replace_with_mended(const std::string& path, const JournalFile& found,
                         const RunDescription& session) {
    const h5::File from = open_to_read(path);
    const JournalContent& content = found.content;
    replace_file(
        path,
        [&](const h5::File& to) {
            write_frame(to, found);
            add_session(to, found.sessions.size(), session);
            copy_rows<EventRow>(from, to, content.events.size());
            copy_rows<EpisodeRow>(from, to, content.episodes.size());
            copy_rows<TrialRow>(from, to, content.trials.size());
            write_rows(to, content.epochs);
            copy_rows<schema::QRecord>(from, to, content.q_values.size());
            copy_rows<LedgerRow>(from, to, content.ledger.size());
            write_rows(to, content.tests);
        },
        journal_access());
}

}  // namespace

JournalWriter::JournalWriter(std::unique_ptr<RunLock> lock, const std::string& path,
                             DescribeSlot describe_slot)
    : lock_(std::move(lock)),
      path_(path),
      describe_slot_(std::move(describe_slot)),
      live_(open_live(path)),
      events_(open_table<EventRow>(live_.file)),
      episodes_(open_table<EpisodeRow>(live_.file)),
      trials_(open_table<TrialRow>(live_.file)),
      epochs_(open_table<EpochReport>(live_.file)),
      q_values_(open_table<schema::QRecord>(live_.file)),
      ledger_(open_table<LedgerRow>(live_.file)),
      tests_(open_table<TestRow>(live_.file)) {
    if (!lock_->held() && live_.caution.empty()) {
        live_.caution = "the file system of " + path +
                        " has no locks: nothing keeps a second search out of this folder";
    }
}

JournalWriter::~JournalWriter() = default;

std::unique_ptr<JournalWriter> JournalWriter::create(const std::string& path,
                                                     const RunDescription& run,
                                                     DescribeSlot describe_slot) {
    std::unique_ptr<RunLock> lock = lock_folder_of(path);
    require(!std::filesystem::exists(path),
            path + " exists; resume that run or choose another folder");
    replace_file(
        path, [&](const h5::File& file) { write_empty_journal(file, run); }, journal_access());
    return std::unique_ptr<JournalWriter>(
        new JournalWriter(std::move(lock), path, std::move(describe_slot)));
}

JournalWriter::Resumed JournalWriter::resume(const std::string& path, const RunDescription& session,
                                             DescribeSlot describe_slot) {
    std::unique_ptr<RunLock> lock = lock_folder_of(path);
    JournalFile found = read_journal(path);
    replace_with_mended(path, found, session);
    std::unique_ptr<JournalWriter> writer(
        new JournalWriter(std::move(lock), path, std::move(describe_slot)));
    return {std::move(writer), std::move(found)};
}

void write_journal(const std::string& path, const JournalFile& journal,
                   const DescribeSlot& describe_slot) {
    require(!std::filesystem::exists(path), path + " exists; choose another folder");
    std::vector<schema::QRecord> q_values;
    for (const QRow& row : journal.content.q_values) {
        q_values.push_back(record_of(row, describe_slot));
    }
    replace_file(
        path,
        [&](const h5::File& file) {
            write_frame(file, journal);
            write_rows(file, journal.content.events);
            write_rows(file, journal.content.episodes);
            write_rows(file, journal.content.trials);
            write_rows(file, journal.content.epochs);
            write_rows(file, q_values);
            write_rows(file, journal.content.ledger);
            write_rows(file, journal.content.tests);
        },
        journal_access());
}

void JournalWriter::append(const EventRow& row) { events_.add(row); }
void JournalWriter::append(const EpisodeRow& row) { episodes_.add(row); }
void JournalWriter::append(const TrialRow& row) {
    expect(row.evaluation.task == Task::train, "JournalWriter: a test is no row of trials");
    trials_.add(row);
}
void JournalWriter::append(const EpochReport& row) { epochs_.add(row); }
void JournalWriter::append(const QRow& row) { q_values_.add(record_of(row, describe_slot_)); }
void JournalWriter::append(const LedgerRow& row) { ledger_.add(row); }
void JournalWriter::append(const TestRow& row) { tests_.add(row); }

void JournalWriter::check_usable() const {
    if (failed_) throw IoError("cannot write " + path_ + " (an earlier write failed)");
}

void JournalWriter::write_tables() {
    // Rows without their event are cut, an event without its snapshot is not: HDF5 writes the ends
    // of tables in an order of its own, so a snapshot is in the file before its event is written.
    if (q_values_.write()) h5::check(H5Fflush(live_.file.id(), H5F_SCOPE_LOCAL), "flush", path_);
    episodes_.write();
    trials_.write();
    epochs_.write();
    ledger_.write();
    tests_.write();
    events_.write();
    h5::check(H5Fflush(live_.file.id(), H5F_SCOPE_LOCAL), "flush", path_);
}

void JournalWriter::flush() {
    check_usable();
    try {
        write_tables();
    } catch (const IoError&) {
        failed_ = true;
        h5::abandon(live_.file);
        throw;
    }
}

}  // namespace metaqnn
