// A journal in memory that knows what was flushed, and texts to compare journals by.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "core/journal.hpp"

namespace metaqnn {

/// Keeps all rows; flushed() is what would be left if the process died now.
class MemoryJournal final : public Journal {
  public:
    MemoryJournal() = default;
    /// Goes on after the rows of an earlier session.
    explicit MemoryJournal(JournalContent before) : all_(before), flushed_(std::move(before)) {}

    void append(const EventRow& row) override { all_.events.push_back(row); }
    void append(const EpisodeRow& row) override { all_.episodes.push_back(row); }
    void append(const TrialRow& row) override { all_.trials.push_back(row); }
    void append(const EpochReport& row) override { all_.epochs.push_back(row); }
    void append(const QRow& row) override { all_.q_values.push_back(row); }
    void append(const LedgerRow& row) override { all_.ledger.push_back(row); }
    void append(const TestRow& row) override { all_.tests.push_back(row); }
    void flush() override {
        flushed_ = all_;
        on_flush(flushed_);
    }

    const JournalContent& all() const { return all_; }
    const JournalContent& flushed() const { return flushed_; }

    std::function<void(const JournalContent&)> on_flush = [](const JournalContent&) {};

  private:
    JournalContent all_;
    JournalContent flushed_;
};

/// What was decided, one line an episode. Rewards that are not numbers compare equal as text.
inline std::vector<std::string> episodes_of(const JournalContent& journal) {
    std::vector<std::string> lines;
    for (const EpisodeRow& row : journal.episodes) {
        lines.push_back(std::to_string(row.step) + " trial " + std::to_string(row.trial) + " " +
                        std::string(to_text(row.novelty)) + " epsilon " +
                        std::to_string(row.epsilon) + " " + row.choices + " " + row.architecture +
                        " reward " + std::to_string(row.reward));
    }
    return lines;
}

/// The events that make the state of a search: one line a proposal or a result learned.
inline std::vector<std::string> decisions_of(const JournalContent& journal) {
    std::vector<std::string> lines;
    for (const EventRow& row : journal.events) {
        if (row.kind != EventKind::proposed && row.kind != EventKind::learned &&
            row.kind != EventKind::failed) {
            continue;
        }
        lines.push_back(std::string(to_text(row.kind)) + " " + std::to_string(row.trial) + " " +
                        std::to_string(row.value));
    }
    return lines;
}

}  // namespace metaqnn
