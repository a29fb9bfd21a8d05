// Port: the record of everything that happened. Appended and flushed before anything acts on it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/agent.hpp"
#include "core/trial.hpp"

namespace metaqnn {

/// What changed. The state of a search is a function of configuration, the episodes and the
/// learned / failed events in their order; the other kinds tell the story around them.
enum class EventKind : std::uint8_t {
    started,  ///< a session began; value: number of workers
    worker_ready,
    proposed,    ///< an episode was sampled; value: its step in `episodes`
    dispatched,  ///< a trial was given to a worker; value: seconds foretold, 0: not known
    learned,     ///< a trial's result was applied to the agent; value: reward
    failed,      ///< the same for a trial that failed; value: the configured reward
    restarted,   ///< a trainer process was replaced
    stopped,     ///< a trial in work was interrupted; value: epochs that its saved state holds,
                 ///< with the part of one that has begun; 0: it begins anew
    paused,      ///< the session ended before the search did
    finished,    ///< the search is complete
    retried,     ///< a trial killed its trainer and is tried once more, elsewhere if possible
    lost,        ///< a worker is gone for good
};

/// Lower-case name, e.g. "worker_ready".
std::string_view to_text(EventKind kind);

struct EventRow {
    std::int64_t sequence = 0;  ///< from 0, without gaps
    double seconds = 0.0;       ///< since the start of the run
    EventKind kind = EventKind::started;
    TrialId trial = -1;        ///< -1: none
    std::int32_t worker = -1;  ///< -1: none
    double value = 0.0;
    bool operator==(const EventRow&) const = default;
};

/// What an episode was good for.
enum class Novelty : std::uint8_t {
    fresh,      ///< a new network: a trial was made
    known,      ///< trained before: its result was presented again
    in_flight,  ///< in training now: learned once more when the result comes
};

std::string_view to_text(Novelty novelty);

/// A sampled episode.
struct EpisodeRow {
    std::int64_t step = 0;  ///< from 0, without gaps
    TrialId trial = 0;      ///< of its network
    double epsilon = 0.0;
    std::string choices;  ///< one letter a choice: G greedy, R random
    Novelty novelty = Novelty::fresh;
    double reward = 0.0;       ///< presented again at once if known; NaN otherwise
    std::string architecture;  ///< text form
    bool operator==(const EpisodeRow&) const = default;
};

/// A trial that ended (not: stopped).
struct TrialRow {
    Evaluation evaluation;
    std::string architecture;  ///< text form
    std::int32_t layers = 0;
    std::int64_t parameters = 0;
    std::int64_t multiply_adds = 0;
    double reward = 0.0;  ///< what the agent learns
    std::uint64_t seed = 0;
    double started_seconds = 0.0;  ///< since the start of the run
    double finished_seconds = 0.0;
    double predicted_seconds = 0.0;  ///< of the training, foretold when it began; 0: not foretold
    bool operator==(const TrialRow&) const = default;
};

/// A value of a Q snapshot.
struct QRow {
    std::int64_t step = 0;  ///< episodes sampled before the snapshot
    double epsilon = 0.0;   ///< that was in force until then
    QValue q;
};

/// Seconds of a worker by category, of one session.
struct LedgerRow {
    std::int32_t worker = 0;  ///< -1: the manager
    std::string category;     ///< "training", "idle", "start"
    double seconds = 0.0;
};

/// Test accuracy of a stored network.
struct TestRow {
    TrialId trial = 0;
    double accuracy = 0.0;  ///< fraction of the test images
};

/// Where rows go. append() may buffer; flush() returns when the rows cannot be lost by the death
/// of this process.
/// @throws IoError from flush(), naming the file and the system's words
class Journal {
  public:
    Journal() = default;
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;
    virtual ~Journal() = default;

    virtual void append(const EventRow& row) = 0;
    virtual void append(const EpisodeRow& row) = 0;
    virtual void append(const TrialRow& row) = 0;
    virtual void append(const EpochReport& row) = 0;
    virtual void append(const QRow& row) = 0;
    virtual void append(const LedgerRow& row) = 0;
    virtual void append(const TestRow& row) = 0;
    virtual void flush() = 0;
};

/// All rows of a journal, as read back.
struct JournalContent {
    std::vector<EventRow> events;
    std::vector<EpisodeRow> episodes;
    std::vector<TrialRow> trials;
    std::vector<EpochReport> epochs;
    std::vector<QRow> q_values;
    std::vector<LedgerRow> ledger;
    std::vector<TestRow> tests;
};

/// Shortens a resume: the agent's values after a number of events.
struct Checkpoint {
    std::int64_t events = 0;  ///< events that it includes
    std::vector<QValue> q_values;
};

}  // namespace metaqnn
