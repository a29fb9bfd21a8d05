// A journal in figures; see run_summary.hpp.
#include "app/run_summary.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "app/table.hpp"

namespace metaqnn {
namespace {

std::vector<BestNetwork> best_networks(const JournalContent& journal, std::size_t size) {
    std::vector<const TrialRow*> rows;
    for (const TrialRow& row : journal.trials) {
        if (row.evaluation.status == Status::ok) rows.push_back(&row);
    }
    std::stable_sort(rows.begin(), rows.end(), [](const TrialRow* a, const TrialRow* b) {
        return a->evaluation.accuracy > b->evaluation.accuracy;
    });
    std::unordered_map<TrialId, double> test_errors;
    for (const TestRow& row : journal.tests) test_errors[row.trial] = 1.0 - row.accuracy;
    std::vector<BestNetwork> best;
    for (const TrialRow* row : rows) {
        if (best.size() == size) break;
        BestNetwork network{*row, std::nullopt};
        const auto found = test_errors.find(row->evaluation.trial);
        if (found != test_errors.end()) network.test_error = found->second;
        best.push_back(std::move(network));
    }
    return best;
}

// In the order in which values of epsilon first occur.
std::vector<EpsilonMean> epsilon_means(const JournalContent& journal) {
    std::unordered_map<TrialId, const TrialRow*> trials;
    for (const TrialRow& row : journal.trials) trials[row.evaluation.trial] = &row;
    std::vector<EpsilonMean> means;
    for (const EpisodeRow& episode : journal.episodes) {
        const auto trial = trials.find(episode.trial);
        if (episode.novelty != Novelty::fresh || trial == trials.end()) continue;
        if (trial->second->evaluation.status != Status::ok) continue;
        if (means.empty() || means.back().epsilon != episode.epsilon) {
            means.push_back({episode.epsilon, 0.0, 0});
        }
        means.back().mean_accuracy += trial->second->evaluation.accuracy;
        ++means.back().count;
    }
    for (EpsilonMean& mean : means) mean.mean_accuracy /= static_cast<double>(mean.count);
    return means;
}

std::int64_t count_in_training(const JournalContent& journal) {
    std::set<TrialId> open;
    for (const EventRow& event : journal.events) {
        if (event.kind == EventKind::dispatched) open.insert(event.trial);
        const bool waits = event.kind == EventKind::stopped || event.kind == EventKind::retried;
        if (waits) open.erase(event.trial);
        if (event.kind == EventKind::started) open.clear();
    }
    for (const TrialRow& row : journal.trials) open.erase(row.evaluation.trial);
    return static_cast<std::int64_t>(open.size());
}

}  // namespace

RunSummary summarise(const JournalContent& journal, std::size_t size) {
    RunSummary summary;
    for (const TrialRow& row : journal.trials) {
        ++summary.status[std::string(to_text(row.evaluation.status))];
    }
    summary.best = best_networks(journal, size);
    summary.epsilon = epsilon_means(journal);
    for (const LedgerRow& row : journal.ledger) summary.seconds[row.category] += row.seconds;
    summary.results = static_cast<std::int64_t>(journal.trials.size());
    summary.episodes = static_cast<std::int64_t>(journal.episodes.size());
    for (const EpisodeRow& row : journal.episodes) {
        if (row.novelty == Novelty::fresh) ++summary.networks;
    }
    if (!journal.episodes.empty()) summary.epsilon_now = journal.episodes.back().epsilon;
    if (!journal.events.empty()) {
        const EventRow& last = journal.events.back();
        summary.wall_seconds = last.seconds;
        summary.finished = last.kind == EventKind::finished;
        summary.paused = last.kind == EventKind::paused;
    }
    if (!summary.finished && !summary.paused) summary.in_training = count_in_training(journal);
    return summary;
}

std::string outcome_text(const RunSummary& summary) {
    std::int64_t good = 0;
    std::string others;
    for (const auto& [status, count] : summary.status) {
        if (status == to_text(Status::ok)) {
            good = count;
        } else {
            others += (others.empty() ? "" : ", ") + grouped(count) + " " + status;
        }
    }
    std::string text = grouped(good) + " networks trained";
    if (!others.empty()) text += ", " + grouped(summary.results - good) + " not (" + others + ")";
    return text;
}

std::string best_table(const RunSummary& summary) {
    TextTable table({"rank", "trial", "validation accuracy", "test accuracy", "parameters",
                     "multiply-adds", "network"});
    int rank = 1;
    for (const BestNetwork& network : summary.best) {
        const TrialRow& row = network.row;
        table.add({std::to_string(rank++), std::to_string(row.evaluation.trial),
                   percent(row.evaluation.accuracy),
                   network.test_error ? percent(1.0 - *network.test_error) : "not tested",
                   grouped(row.parameters), grouped(row.multiply_adds), row.architecture});
    }
    return table.markdown();
}

}  // namespace metaqnn
