// The journal of a session, which also gathers what came of the run.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "app/run_outcome.hpp"
#include "io/journal_writer.hpp"

namespace metaqnn {

/// Writes each row, then gathers what it says: the end of a session has nothing to read.
class OutcomeJournal final : public Journal {
  public:
    /// @param before  what earlier sessions wrote
    explicit OutcomeJournal(std::unique_ptr<JournalWriter> writer,
                            const JournalContent& before = {});

    void append(const EventRow& row) override { write_and_gather(row); }
    void append(const EpisodeRow& row) override { writer_->append(row); }
    void append(const TrialRow& row) override { write_and_gather(row); }
    void append(const EpochReport& row) override { writer_->append(row); }
    void append(const QRow& row) override { writer_->append(row); }
    void append(const LedgerRow& row) override { writer_->append(row); }
    void append(const TestRow& row) override { write_and_gather(row); }
    void flush() override { writer_->flush(); }

    /// As JournalWriter::caution().
    const std::string& caution() const { return writer_->caution(); }
    const OutcomeGatherer& gathered() const { return gathered_; }

  private:
    template <class Row>
    void write_and_gather(const Row& row) {
        writer_->append(row);
        gathered_.add(row);
    }

    static constexpr std::size_t best_told = 5;

    std::unique_ptr<JournalWriter> writer_;
    OutcomeGatherer gathered_{best_told};
};

}  // namespace metaqnn
