// From a journal back to the search; see restore_search.hpp.
#include "core/restore_search.hpp"

#include <cmath>
#include <string>
#include <unordered_map>

#include "core/error.hpp"

namespace metaqnn {
namespace {

class Restorer {
  public:
    Restorer(TrialSource& state, const JournalContent& journal) : state_(state), journal_(journal) {
        for (const TrialRow& row : journal.trials) trials_.emplace(row.evaluation.trial, &row);
    }

    void apply(const EventRow& event, bool learn) {
        if (event.kind == EventKind::proposed) apply_proposal(event, learn);
        if (event.kind == EventKind::learned || event.kind == EventKind::failed) {
            apply_result(event, learn);
        }
        if (event.kind == EventKind::retried) point_.kills[event.trial].push_back(event.worker);
    }

    ResumePoint finish() {
        point_.next_sequence = static_cast<std::int64_t>(journal_.events.size());
        for (TrialId trial = 0; trial < state_.trials(); ++trial) {
            if (!trials_.contains(trial)) point_.unfinished.push_back(trial);
        }
        for (const EpochReport& row : journal_.epochs) {
            if (trials_.contains(row.trial)) continue;
            point_.reported[row.trial].emplace(row.attempt, row.epoch);
        }
        for (const TrialRow& row : journal_.trials) {
            const TrialId trial = row.evaluation.trial;
            require(trial >= 0 && trial < state_.trials(),
                    "the journal has a result of trial " + std::to_string(trial) +
                        ", which was never proposed; mend it with metaqnn repair");
            const bool learned = state_.has_result(trial);
            if (!learned) point_.unlearned.push_back(row);
            if (learned && row.evaluation.weights_stored) point_.learned.push_back(row);
        }
        return std::move(point_);
    }

  private:
    void apply_proposal(const EventRow& event, bool learn) {
        demand(event.value >= 0.0 && event.value < static_cast<double>(journal_.episodes.size()),
               event, " tells of an episode that is not there");
        const EpisodeRow& row = journal_.episodes[static_cast<std::size_t>(event.value)];
        state_.restore(row, learn);
        point_.last_epsilon = row.epsilon;
        point_.repeats = row.novelty == Novelty::fresh ? 0 : point_.repeats + 1;
        if (row.novelty == Novelty::in_flight) ++point_.stalls;
    }

    void apply_result(const EventRow& event, bool learn) {
        demand(trials_.contains(event.trial), event, " tells of a result that is not there");
        demand(event.trial < state_.trials() && !state_.has_result(event.trial), event,
               " learns a result twice or before its proposal");
        demand(std::isfinite(event.value), event, " has a reward that is no number");
        state_.restore_result(event.trial, event.value, learn);
        point_.stalls = 0;
    }

    // A long journal has a million: no text is made of one that is right.
    static void demand(bool condition, const EventRow& event, const char* problem) {
        if (condition) return;
        throw ConfigError("the journal's event " + std::to_string(event.sequence) + problem);
    }

    TrialSource& state_;
    const JournalContent& journal_;
    std::unordered_map<TrialId, const TrialRow*> trials_;
    ResumePoint point_;
};

}  // namespace

ResumePoint restore_search(TrialSource& state, const JournalContent& journal,
                           const std::optional<Checkpoint>& checkpoint) {
    const auto count = static_cast<std::int64_t>(journal.events.size());
    const bool usable = checkpoint && checkpoint->events <= count;
    const std::int64_t included = usable ? checkpoint->events : 0;
    Restorer restorer(state, journal);
    for (std::int64_t i = 0; i < count; ++i) {
        if (usable && i == included) state.restore_q_values(checkpoint->q_values);
        const EventRow& event = journal.events[static_cast<std::size_t>(i)];
        if (event.sequence != i) {
            throw ConfigError("the journal's event " + std::to_string(i) + " has the number " +
                              std::to_string(event.sequence));
        }
        restorer.apply(event, i >= included);
    }
    if (usable && included == count) state.restore_q_values(checkpoint->q_values);
    return restorer.finish();
}

}  // namespace metaqnn
