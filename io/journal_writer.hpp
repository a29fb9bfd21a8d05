// The Journal port on an HDF5 file: rows are gathered, and appended together at each flush.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/journal.hpp"
#include "io/journal_file.hpp"
#include "io/journal_reader.hpp"
#include "io/run_lock.hpp"
#include "io/table.hpp"

namespace metaqnn {

/// A slot of a Q value in words: text forms of state and action.
struct SlotText {
    std::string state;
    std::string action;
};
using DescribeSlot = std::function<SlotText(SlotId)>;

/// Appends to RUN/run.h5, alone (RUN/.lock). Readers may follow (SWMR). Everything flushed
/// survives the death of the process; rows not flushed when the writer is destroyed are lost.
///
/// After a failed write (a full disk) every further flush() throws; the file holds what was
/// flushed.
class JournalWriter final : public Journal {
  public:
    struct Resumed;

    /// Begins a journal in an existing folder. @param describe_slot for the q_values
    /// @throws ConfigError if the file exists, the folder cannot be written or is in use; IoError
    static std::unique_ptr<JournalWriter> create(const std::string& path, const RunDescription& run,
                                                 DescribeSlot describe_slot);
    /// Goes on with a journal of any version: cuts what a killed writer left damaged or without its
    /// partners, adds the session. Makes a new file of the current version that replaces the old
    /// one at the end, so it may be killed as well, and a reader with the old file open stops
    /// nobody.
    /// @throws ConfigError as create() and read_journal(); IoError
    static Resumed resume(const std::string& path, const RunDescription& session,
                          DescribeSlot describe_slot);
    ~JournalWriter() override;

    /// Empty, or one line on why readers must wait until the writer ends.
    const std::string& caution() const { return live_.caution; }

    void append(const EventRow& row) override;
    void append(const EpisodeRow& row) override;
    void append(const TrialRow& row) override;
    void append(const EpochReport& row) override;
    void append(const QRow& row) override;
    void append(const LedgerRow& row) override;
    void append(const TestRow& row) override;
    void flush() override;

  private:
    JournalWriter(std::unique_ptr<RunLock> lock, const std::string& path,
                  DescribeSlot describe_slot);
    void write_tables();
    void check_usable() const;

    std::unique_ptr<RunLock> lock_;
    std::string path_;
    DescribeSlot describe_slot_;
    LiveFile live_;
    TableWriter<EventRow> events_;
    TableWriter<EpisodeRow> episodes_;
    TableWriter<TrialRow> trials_;
    TableWriter<EpochReport> epochs_;
    TableWriter<schema::QRecord> q_values_;
    TableWriter<LedgerRow> ledger_;
    TableWriter<TestRow> tests_;
    bool failed_ = false;
};

/// Writes a whole journal at once, of the current version, where none is.
/// @throws ConfigError if the file exists; IoError
void write_journal(const std::string& path, const JournalFile& journal,
                   const DescribeSlot& describe_slot);

struct JournalWriter::Resumed {
    std::unique_ptr<JournalWriter> writer;
    JournalFile found;  ///< what the journal held before this session
};

}  // namespace metaqnn
