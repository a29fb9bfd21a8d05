// A journal in figures; see run_summary.hpp.
#include "app/run_summary.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "app/table.hpp"

namespace metaqnn {
namespace {

// The trials that workers have, and the seconds of the run at which each is foretold to end; as
// good as the mean where that is not known.
std::map<TrialId, double> trials_in_work(const JournalContent& journal, double mean_seconds) {
    std::map<TrialId, double> open;
    for (const EventRow& event : journal.events) {
        if (event.kind == EventKind::dispatched) {
            open[event.trial] = event.seconds + (event.value > 0.0 ? event.value : mean_seconds);
        }
        const bool waits = event.kind == EventKind::stopped || event.kind == EventKind::retried;
        if (waits) open.erase(event.trial);
        if (event.kind == EventKind::started) open.clear();
    }
    for (const TrialRow& row : journal.trials) open.erase(row.evaluation.trial);
    return open;
}

bool trains_networks_again(const JournalContent& journal) {
    std::unordered_set<std::string_view> networks;
    return std::ranges::any_of(journal.trials, [&](const TrialRow& row) {
        return row.evaluation.status == Status::ok && !networks.insert(row.architecture).second;
    });
}

double mean_training_seconds(const JournalContent& journal) {
    double sum = 0.0;
    for (const TrialRow& row : journal.trials) sum += row.finished_seconds - row.started_seconds;
    return journal.trials.empty() ? 0.0 : sum / static_cast<double>(journal.trials.size());
}

}  // namespace

Spread spread_of(const std::vector<double>& values) {
    Spread spread;
    const auto count = static_cast<double>(values.size());
    for (const double value : values) spread.mean += value / count;
    if (values.size() < 2) return spread;
    for (const double value : values) {
        spread.deviation += (value - spread.mean) * (value - spread.mean) / (count - 1.0);
    }
    spread.deviation = std::sqrt(spread.deviation);
    return spread;
}

std::vector<RepeatedNetwork> network_spreads(const JournalContent& journal) {
    std::unordered_map<TrialId, double> tests;
    for (const TestRow& row : journal.tests) tests[row.trial] = row.accuracy;
    std::map<std::string, std::pair<std::vector<double>, std::vector<double>>> accuracies;
    for (const TrialRow& row : journal.trials) {
        if (row.evaluation.status != Status::ok) continue;
        auto& [validation, test] = accuracies[row.architecture];
        validation.push_back(row.evaluation.accuracy);
        const auto tested = tests.find(row.evaluation.trial);
        if (tested != tests.end()) test.push_back(tested->second);
    }
    std::vector<RepeatedNetwork> networks;
    for (const auto& [architecture, values] : accuracies) {
        const auto& [validation, test] = values;
        networks.push_back({architecture, static_cast<std::int64_t>(validation.size()),
                            spread_of(validation), std::nullopt});
        if (test.size() == validation.size()) networks.back().accuracy_on_test = spread_of(test);
    }
    std::ranges::stable_sort(networks, std::ranges::greater{},
                             [](const RepeatedNetwork& n) { return n.accuracy.mean; });
    return networks;
}

RunSummary summarise(const JournalContent& journal, std::size_t size) {
    OutcomeGatherer gatherer(size);
    gatherer.add(journal);
    RunSummary summary;
    static_cast<RunOutcome&>(summary) = gatherer.outcome();
    if (trains_networks_again(journal)) summary.repeated = network_spreads(journal);
    for (const LedgerRow& row : journal.ledger) summary.seconds[row.category] += row.seconds;
    summary.episodes = static_cast<std::int64_t>(journal.episodes.size());
    for (const EpisodeRow& row : journal.episodes) {
        if (row.novelty == Novelty::fresh) ++summary.networks;
    }
    if (!journal.episodes.empty()) summary.epsilon_now = journal.episodes.back().epsilon;
    if (!journal.events.empty()) {
        const EventRow& last = journal.events.back();
        summary.finished = last.kind == EventKind::finished;
        summary.paused = last.kind == EventKind::paused;
    }
    summary.mean_seconds = mean_training_seconds(journal);
    if (!summary.finished && !summary.paused) {
        const auto in_work = trials_in_work(journal, summary.mean_seconds);
        summary.in_training = static_cast<std::int64_t>(in_work.size());
        for (const auto& [trial, end] : in_work) {
            summary.in_work_left.push_back(std::max(0.0, end - summary.wall_seconds));
        }
    }
    for (const EventRow& event : journal.events) {
        if (event.kind == EventKind::started) summary.workers = static_cast<int>(event.value);
    }
    return summary;
}

std::string repeated_table(const RunSummary& summary, const std::string& accuracy) {
    const auto text = [](const Spread& spread) {
        return percent(spread.mean) + " +- " + percent(spread.deviation);
    };
    TextTable table({"trainings", accuracy, "test accuracy", "network"});
    for (const RepeatedNetwork& network : summary.repeated) {
        table.add({grouped(network.trainings), text(network.accuracy),
                   network.accuracy_on_test ? text(*network.accuracy_on_test) : "not tested",
                   network.architecture});
    }
    return table.markdown();
}

}  // namespace metaqnn
