// The Journal port on an HDF5 file.
#include "io/journal_writer.hpp"

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
    const h5::Group sessions(
        H5Gcreate2(file.id(), schema::sessions, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), "write",
        path);
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
    const h5::Group group(
        H5Gcreate2(file.id(), place.c_str(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), "write",
        h5::name_of(file));
    write_description(file, place, session);
}

template <class Row>
void keep_rows(const h5::File& file, const std::vector<Row>& rows) {
    open_table<Row>(file).keep(static_cast<std::int64_t>(rows.size()));
}

/// Mends a copy of the journal, cuts it to what was found, adds the session and puts it in the
/// journal's place.
void replace_with_mended(const std::string& path, const JournalFile& found,
                         const RunDescription& session) {
    const std::string beside = path_beside(path);
    std::error_code problem;
    std::filesystem::remove(beside, problem);  // also a link, which the copy would follow
    std::filesystem::copy_file(path, beside, std::filesystem::copy_options::overwrite_existing,
                               problem);
    if (problem) {
        std::filesystem::remove(beside);
        throw IoError("cannot copy " + path + " (" + problem.message() + ")");
    }
    complete_beside(path, open_and_mend(beside), [&](const h5::File& file) {
        keep_rows(file, found.content.events);
        keep_rows(file, found.content.episodes);
        keep_rows(file, found.content.trials);
        add_session(file, found.sessions.size(), session);
    });
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

void JournalWriter::append(const EventRow& row) { events_.add(row); }
void JournalWriter::append(const EpisodeRow& row) { episodes_.add(row); }
void JournalWriter::append(const TrialRow& row) {
    expect(row.evaluation.task == Task::train, "JournalWriter: a test is no row of trials");
    trials_.add(row);
}
void JournalWriter::append(const EpochReport& row) { epochs_.add(row); }
void JournalWriter::append(const QRow& row) {
    SlotText text = describe_slot_(row.q.slot);
    q_values_.add({row, std::move(text.state), std::move(text.action)});
}
void JournalWriter::append(const LedgerRow& row) { ledger_.add(row); }
void JournalWriter::append(const TestRow& row) { tests_.add(row); }

void JournalWriter::check_usable() const {
    if (failed_) throw IoError("cannot write " + path_ + " (an earlier write failed)");
}

void JournalWriter::write_tables() {
    episodes_.write();
    trials_.write();
    epochs_.write();
    q_values_.write();
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
