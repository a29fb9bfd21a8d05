// Which rows of a journal hang together.
#include "io/consistency.hpp"

#include <cstdint>
#include <unordered_set>

#include "core/error.hpp"
#include "io/schema.hpp"
#include "io/table.hpp"

namespace metaqnn {
namespace {

template <class Row>
std::int64_t size_of(const std::vector<Row>& rows) {
    return static_cast<std::int64_t>(rows.size());
}

/// Follows the events as long as the rows that they speak of are there.
class Follower {
  public:
    explicit Follower(const JournalContent& content) : content_(content) {
        for (const TrialRow& row : content.trials) trials_.insert(row.evaluation.trial);
    }

    /// False if the next event cannot follow the ones before it.
    bool follow(const EventRow& event) {
        if (event.sequence != events_) return false;
        const bool countable = event.value >= 0.0 && event.value <= INT32_MAX;
        if (event.kind == EventKind::started && !countable) return false;
        const bool result = event.kind == EventKind::learned || event.kind == EventKind::failed;
        if (result && !trials_.contains(event.trial)) return false;
        if (event.kind == EventKind::proposed && !follow_episode(event)) return false;
        if (event.kind == EventKind::paused || event.kind == EventKind::finished) follow_snapshot();
        ++events_;
        return true;
    }

    std::int64_t events() const { return events_; }
    std::int64_t episodes() const { return episodes_; }
    std::int64_t networks() const { return networks_; }
    std::int64_t q_values() const { return q_values_; }

  private:
    bool follow_episode(const EventRow& event) {
        if (episodes_ >= size_of(content_.episodes)) return false;
        const EpisodeRow& episode = content_.episodes[static_cast<std::size_t>(episodes_)];
        if (episode.step != episodes_ || event.value != static_cast<double>(episodes_)) {
            return false;
        }
        if (episode.epsilon != last_epsilon_) follow_snapshot();
        last_epsilon_ = episode.epsilon;
        ++episodes_;
        if (episode.novelty == Novelty::fresh) ++networks_;
        return true;
    }

    /// Takes in a snapshot's rows, if it has any: slots rise within one.
    void follow_snapshot() {
        for (SlotId last = -1; q_values_ < size_of(content_.q_values); ++q_values_) {
            const QRow& row = content_.q_values[static_cast<std::size_t>(q_values_)];
            if (row.step != episodes_ || row.q.slot <= last) return;
            last = row.q.slot;
        }
    }

    const JournalContent& content_;
    std::unordered_set<TrialId> trials_;
    double last_epsilon_ = 1.0;  // a search begins with it, see ResumePoint
    std::int64_t events_ = 0;
    std::int64_t episodes_ = 0;
    std::int64_t networks_ = 0;
    std::int64_t q_values_ = 0;
};

}  // namespace

ConsistentRows consistent_rows(const JournalContent& content) {
    Follower follower(content);
    for (const EventRow& event : content.events) {
        if (!follower.follow(event)) break;
    }
    std::int64_t trials = 0;
    for (const TrialRow& row : content.trials) {
        const TrialId id = row.evaluation.trial;
        if (id < 0 || id >= follower.networks() || row.architecture.empty()) break;
        ++trials;
    }
    return {follower.events(), follower.episodes(), follower.networks(), trials,
            follower.q_values()};
}

std::int64_t cut_to_consistent(JournalContent& content, const std::string& path) {
    const ConsistentRows rows = consistent_rows(content);
    const std::int64_t cut = size_of(content.events) - rows.events;
    require(cut <= schema::most_cut, path + " is damaged (event " + std::to_string(rows.events) +
                                         " of " + std::to_string(content.events.size()) +
                                         " does not fit to the other tables); " +
                                         repair_remedy(path));
    content.events.resize(static_cast<std::size_t>(rows.events));
    content.episodes.resize(static_cast<std::size_t>(rows.episodes));
    content.trials.resize(static_cast<std::size_t>(rows.trials));
    content.q_values.resize(static_cast<std::size_t>(rows.q_values));
    std::erase_if(content.epochs, [&](const EpochReport& row) {
        return row.trial < 0 || row.trial >= rows.networks;
    });
    std::unordered_set<TrialId> trials;
    for (const TrialRow& row : content.trials) trials.insert(row.evaluation.trial);
    std::erase_if(content.tests, [&](const TestRow& row) { return !trials.contains(row.trial); });
    return cut;
}

}  // namespace metaqnn
