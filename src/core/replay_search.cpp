// Recomputes a search from its journal; see replay_search.hpp.
#include "core/replay_search.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/search_loop.hpp"

namespace metaqnn {
namespace {

std::string text_of(double value) {
    std::array<char, 32> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}
template <class Integer>
std::string text_of(Integer value) {
    return std::to_string(value);
}
std::string text_of(const std::string& value) { return value; }
std::string text_of(Novelty value) { return std::string(to_text(value)); }
std::string text_of(EventKind value) { return std::string(to_text(value)); }

template <class Value>
bool same(const Value& a, const Value& b) {
    return a == b;
}
bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

/// Compares values of one row; keeps the first difference.
class Comparison {
  public:
    explicit Comparison(std::string row) : row_(std::move(row)) {}

    template <class Value>
    Comparison& of(const char* what, const Value& journal, const Value& recomputed) {
        if (difference_.empty() && !same(journal, recomputed)) {
            difference_ = row_ + ": " + what + " " + text_of(journal) + " in the journal, " +
                          text_of(recomputed) + " recomputed";
        }
        return *this;
    }
    std::string difference() { return std::move(difference_); }

  private:
    std::string row_;
    std::string difference_;
};

std::string compare(const EpisodeRow& journal, const EpisodeRow& recomputed) {
    return Comparison("episode " + text_of(recomputed.step))
        .of("step", journal.step, recomputed.step)
        .of("epsilon", journal.epsilon, recomputed.epsilon)
        .of("network", journal.architecture, recomputed.architecture)
        .of("choices", journal.choices, recomputed.choices)
        .of("trial", journal.trial, recomputed.trial)
        .of("novelty", journal.novelty, recomputed.novelty)
        .of("reward", journal.reward, recomputed.reward)
        .difference();
}

std::string compare(const QRow& journal, const QRow& recomputed) {
    return Comparison("Q snapshot at step " + text_of(recomputed.step) + ", slot " +
                      text_of(recomputed.q.slot))
        .of("step", journal.step, recomputed.step)
        .of("epsilon", journal.epsilon, recomputed.epsilon)
        .of("slot", journal.q.slot, recomputed.q.slot)
        .of("value", journal.q.value, recomputed.q.value)
        .difference();
}

/// Compares a row of trials with what its network, its seed and the objective make of it.
std::string compare(const TrialRow& row, const TrialSource& state, const ReplaySettings& settings) {
    const TrialId id = row.evaluation.trial;
    const std::string name = "trial " + text_of(id);
    if (id < 0 || id >= state.trials()) return name + " was never proposed";
    if (row.evaluation.status == Status::stopped) return name + " was stopped, which is no result";
    const Trial trial = state.trial(id);
    const Cost cost = settings.cost(trial.architecture);
    return Comparison(name)
        .of("network", row.architecture, to_text(trial.architecture))
        .of("seed", row.seed, trial.seed)
        .of("layers", std::int64_t{row.layers},
            static_cast<std::int64_t>(trial.architecture.layers.size()))
        .of("parameters", row.parameters, cost.parameters)
        .of("multiply_adds", row.multiply_adds, cost.multiply_adds)
        .of("reward", row.reward,
            reward_of(row.evaluation, cost, settings.classes, settings.objective))
        .difference();
}

bool ends_session(EventKind kind) {
    return kind == EventKind::paused || kind == EventKind::finished;
}
bool is_result(EventKind kind) { return kind == EventKind::learned || kind == EventKind::failed; }

/// Applies events as the search loop did and tells what they made.
class Search {
  public:
    Search(TrialSource& state, const JournalContent& journal, const ReplaySettings& settings)
        : state_(state), settings_(settings) {
        for (const TrialRow& row : journal.trials) trials_.emplace(row.evaluation.trial, &row);
    }

    /// The Q values that the loop stores before an event of this kind.
    std::vector<QRow> snapshot_before(EventKind kind) const {
        std::vector<QRow> rows;
        const bool new_epsilon = kind == EventKind::proposed && state_.epsilon() != last_epsilon_;
        if (!new_epsilon && !ends_session(kind)) return rows;
        const double epsilon = new_epsilon ? last_epsilon_ : state_.epsilon();
        for (const QValue& q : state_.q_values()) rows.push_back({state_.steps(), epsilon, q});
        return rows;
    }
    EpisodeRow propose() {
        last_epsilon_ = state_.epsilon();
        return state_.propose();
    }
    /// Learns the result that an event tells of. @return why that cannot be; empty if it was
    /// learned
    std::string learn(const EventRow& event, const std::string& name) {
        const auto found = trials_.find(event.trial);
        if (found == trials_.end()) {
            return name + " learns a result of trial " + text_of(event.trial) +
                   ", which is not there";
        }
        const TrialRow& row = *found->second;
        std::string difference = compare(row, state_, settings_);
        if (!difference.empty()) return difference;
        if (state_.has_result(event.trial)) {
            return name + " learns trial " + text_of(event.trial) + " a second time";
        }
        const bool ok = row.evaluation.status == Status::ok;
        difference = Comparison(name)
                         .of("kind", event.kind, ok ? EventKind::learned : EventKind::failed)
                         .of("reward", event.value, row.reward)
                         .difference();
        if (difference.empty()) state_.learn(event.trial, row.reward);
        return difference;
    }

  private:
    TrialSource& state_;
    const ReplaySettings& settings_;
    std::unordered_map<TrialId, const TrialRow*> trials_;
    double last_epsilon_ = ResumePoint{}.last_epsilon;
};

class Replayer {
  public:
    Replayer(TrialSource& state, const JournalContent& journal, const ReplaySettings& settings)
        : state_(state),
          journal_(journal),
          settings_(settings),
          search_(state, journal, settings) {}

    ReplayReport run() {
        std::int64_t expected = 0;
        for (const EventRow& event : journal_.events) {
            const std::string name = "event " + text_of(expected);
            if (!note(Comparison(name).of("sequence", event.sequence, expected).difference()) ||
                !apply(event, name)) {
                return report_;
            }
            ++expected;
        }
        compare_the_rest();
        return report_;
    }

  private:
    bool note(std::string difference) {
        report_.difference = std::move(difference);
        return report_.difference.empty();
    }

    bool apply(const EventRow& event, const std::string& name) {
        for (const QRow& row : search_.snapshot_before(event.kind)) {
            if (!compare_q(row)) return false;
        }
        if (event.kind == EventKind::proposed) return apply_proposal(event, name);
        if (!is_result(event.kind)) return true;
        ++report_.results;
        return note(search_.learn(event, name));
    }

    bool compare_q(const QRow& recomputed) {
        const auto at = static_cast<std::size_t>(report_.q_values++);
        if (at >= journal_.q_values.size()) {
            return note("the Q snapshot at step " + text_of(recomputed.step) +
                        " is not complete in the journal");
        }
        return note(compare(journal_.q_values[at], recomputed));
    }

    bool apply_proposal(const EventRow& event, const std::string& name) {
        const EpisodeRow recomputed = search_.propose();
        const auto at = static_cast<std::size_t>(report_.episodes++);
        if (at >= journal_.episodes.size()) {
            return note("episode " + text_of(recomputed.step) + " is not in the journal");
        }
        return note(compare(journal_.episodes[at], recomputed)) &&
               note(Comparison(name)
                        .of("trial", event.trial, recomputed.trial)
                        .of("step", event.value, static_cast<double>(recomputed.step))
                        .difference());
    }

    void compare_the_rest() {
        std::unordered_set<TrialId> seen;
        for (const TrialRow& row : journal_.trials) {
            ++report_.trials;
            if (!note(compare(row, state_, settings_))) return;
            if (!seen.insert(row.evaluation.trial).second) {
                note("trial " + text_of(row.evaluation.trial) + " has two results");
                return;
            }
        }
        if (report_.episodes != static_cast<std::int64_t>(journal_.episodes.size())) {
            note("episode " + text_of(report_.episodes) + " has no event");
        } else if (report_.q_values != static_cast<std::int64_t>(journal_.q_values.size())) {
            note("the Q values from row " + text_of(report_.q_values) +
                 " on belong to no change of epsilon and to no end of a session");
        }
    }

    TrialSource& state_;
    const JournalContent& journal_;
    const ReplaySettings& settings_;
    Search search_;
    ReplayReport report_;
};

class Mender {
  public:
    Mender(TrialSource& state, const JournalContent& whole, const ReplaySettings& settings)
        : state_(state), whole_(whole), settings_(settings), search_(state, whole, settings) {
        for (const EpisodeRow& row : whole.episodes) episodes_.emplace(row.step, &row);
    }

    JournalContent run() {
        for (const EventRow& event : whole_.events) {
            if (!follow(event)) break;
        }
        keep_what_belongs_to_it();
        return std::move(mended_);
    }

  private:
    bool follow(EventRow event) {
        const std::vector<QRow> snapshot = search_.snapshot_before(event.kind);
        if (event.kind == EventKind::proposed) {
            if (!follow_proposal(event)) return false;
        } else if (is_result(event.kind)) {
            if (!search_.learn(event, "").empty()) return false;
        }
        mended_.q_values.insert(mended_.q_values.end(), snapshot.begin(), snapshot.end());
        event.sequence = static_cast<std::int64_t>(mended_.events.size());
        mended_.events.push_back(event);
        return true;
    }

    bool follow_proposal(const EventRow& event) {
        const EpisodeRow recomputed = search_.propose();
        const auto found = episodes_.find(recomputed.step);
        const bool same_row =
            found == episodes_.end() || compare(*found->second, recomputed).empty();
        if (!same_row || event.trial != recomputed.trial ||
            event.value != static_cast<double>(recomputed.step)) {
            if (recomputed.novelty == Novelty::fresh) ++undone_networks_;
            return false;
        }
        mended_.episodes.push_back(recomputed);
        return true;
    }

    void keep_what_belongs_to_it() {
        const std::int64_t networks = state_.trials() - undone_networks_;
        std::unordered_set<TrialId> kept;
        for (const TrialRow& row : whole_.trials) {
            const TrialId id = row.evaluation.trial;
            if (id < 0 || id >= networks || !compare(row, state_, settings_).empty()) continue;
            if (kept.insert(id).second) mended_.trials.push_back(row);
        }
        for (const EpochReport& row : whole_.epochs) {
            if (row.trial >= 0 && row.trial < networks) mended_.epochs.push_back(row);
        }
        for (const TestRow& row : whole_.tests) {
            if (kept.contains(row.trial)) mended_.tests.push_back(row);
        }
        mended_.ledger = whole_.ledger;
    }

    TrialSource& state_;
    const JournalContent& whole_;
    const ReplaySettings& settings_;
    Search search_;
    std::unordered_map<std::int64_t, const EpisodeRow*> episodes_;
    JournalContent mended_;
    std::int64_t undone_networks_ = 0;
};

}  // namespace

ReplayReport replay_search(TrialSource& state, const JournalContent& journal,
                           const ReplaySettings& settings) {
    return Replayer(state, journal, settings).run();
}

JournalContent mend_search(TrialSource& state, const JournalContent& whole,
                           const ReplaySettings& settings) {
    return Mender(state, whole, settings).run();
}

}  // namespace metaqnn
