// Which rows of a journal hang together.
#include "io/consistency.hpp"

#include <unordered_set>

#include "core/error.hpp"

namespace metaqnn {
namespace {

constexpr std::int64_t most_cut = 10'000;

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
        const bool result = event.kind == EventKind::learned || event.kind == EventKind::failed;
        if (result && !trials_.contains(event.trial)) return false;
        if (event.kind == EventKind::proposed && !follow_episode(event)) return false;
        ++events_;
        return true;
    }

    std::int64_t events() const { return events_; }
    std::int64_t episodes() const { return episodes_; }
    std::int64_t networks() const { return networks_; }

  private:
    bool follow_episode(const EventRow& event) {
        if (episodes_ >= size_of(content_.episodes)) return false;
        const EpisodeRow& episode = content_.episodes[static_cast<std::size_t>(episodes_)];
        if (episode.step != episodes_ || event.value != static_cast<double>(episodes_)) {
            return false;
        }
        ++episodes_;
        if (episode.novelty == Novelty::fresh) ++networks_;
        return true;
    }

    const JournalContent& content_;
    std::unordered_set<TrialId> trials_;
    std::int64_t events_ = 0;
    std::int64_t episodes_ = 0;
    std::int64_t networks_ = 0;
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
    return {follower.events(), follower.episodes(), trials};
}

std::int64_t cut_to_consistent(JournalContent& content, const std::string& path) {
    const ConsistentRows rows = consistent_rows(content);
    const std::int64_t cut = size_of(content.events) - rows.events;
    require(cut <= most_cut, path + " is damaged (event " + std::to_string(rows.events) + " of " +
                                 std::to_string(content.events.size()) +
                                 " does not fit to the other tables); try metaqnn repair");
    content.events.resize(static_cast<std::size_t>(rows.events));
    content.episodes.resize(static_cast<std::size_t>(rows.episodes));
    content.trials.resize(static_cast<std::size_t>(rows.trials));
    return cut;
}

}  // namespace metaqnn
