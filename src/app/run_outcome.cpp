// Gathers the outcome of a run; see run_outcome.hpp.
#include "app/run_outcome.hpp"

#include <algorithm>
#include <iterator>

#include "app/table.hpp"

namespace metaqnn {

void OutcomeGatherer::add(const EventRow& row) {
    counts_.wall_seconds = row.seconds;
    if (row.kind == EventKind::started) sessions_.push_back({row.seconds});
    if (row.kind != EventKind::stopped || sessions_.empty()) return;
    double& saved = saved_epochs_[row.trial];
    if (row.value > saved) sessions_.back().fruitful = true;
    saved = std::max(saved, row.value);
}

void OutcomeGatherer::add(const TrialRow& row) {
    const Evaluation& evaluation = row.evaluation;
    ++counts_.results;
    ++counts_.status[std::string(to_text(evaluation.status))];
    const auto next =
        std::ranges::upper_bound(sessions_, row.finished_seconds, {}, &Session::begin_seconds);
    if (next != sessions_.begin()) std::prev(next)->fruitful = true;
    if (evaluation.weights_stored) stored_.push_back(evaluation.trial);
    if (evaluation.status != Status::ok || size_ == 0) return;
    const bool full = best_.size() == size_;
    if (full && row.reward <= std::prev(best_.end())->first) return;
    if (full) best_.erase(std::prev(best_.end()));
    best_.emplace(row.reward, row);
}

void OutcomeGatherer::add(const TestRow& row) { tests_[row.trial] = row.accuracy; }

void OutcomeGatherer::add(const JournalContent& journal) {
    for (const EventRow& row : journal.events) add(row);
    for (const TrialRow& row : journal.trials) add(row);
    for (const TestRow& row : journal.tests) add(row);
}

RunOutcome OutcomeGatherer::outcome() const {
    RunOutcome outcome = counts_;
    for (const auto& [reward, row] : best_) {
        const auto test = tests_.find(row.evaluation.trial);
        outcome.best.push_back({row, std::nullopt});
        if (test != tests_.end()) outcome.best.back().test_error = 1.0 - test->second;
    }
    outcome.fruitless_sessions = std::find_if(sessions_.rbegin(), sessions_.rend(),
                                              [](const Session& s) { return s.fruitful; }) -
                                 sessions_.rbegin();
    return outcome;
}

std::vector<TrialId> OutcomeGatherer::untested() const {
    std::vector<TrialId> trials;
    std::ranges::copy_if(stored_, std::back_inserter(trials),
                         [&](TrialId trial) { return !tests_.contains(trial); });
    return trials;
}

std::string outcome_text(const RunOutcome& outcome) {
    std::int64_t good = 0;
    std::string others;
    for (const auto& [status, count] : outcome.status) {
        if (status == to_text(Status::ok)) {
            good = count;
        } else {
            others += (others.empty() ? "" : ", ") + grouped(count) + " " + status;
        }
    }
    std::string text = grouped(good) + " networks trained";
    if (!others.empty()) text += ", " + grouped(outcome.results - good) + " not (" + others + ")";
    return text;
}

std::string accuracy_name(const DataSpec& data) {
    const bool of_training = data.kind != DataKind::table && data.validation == 0;
    return of_training ? "training accuracy" : "validation accuracy";
}

std::string best_table(const RunOutcome& outcome, const std::string& accuracy) {
    const bool by_accuracy = std::ranges::all_of(outcome.best, [](const BestNetwork& network) {
        return network.row.reward == network.row.evaluation.accuracy;
    });
    std::vector<std::string> columns{
        "rank",   "trial", accuracy, "test error", "parameters (10^6)", "multiply-adds (10^6)",
        "network"};
    if (!by_accuracy) columns.insert(columns.begin() + 2, "reward");
    TextTable table(columns);
    int rank = 1;
    for (const BestNetwork& network : outcome.best) {
        const TrialRow& row = network.row;
        std::vector<std::string> cells{
            std::to_string(rank++),
            std::to_string(row.evaluation.trial),
            percent(row.evaluation.accuracy),
            network.test_error ? percent(*network.test_error) : "not tested",
            millions(row.parameters),
            millions(row.multiply_adds),
            row.architecture};
        if (!by_accuracy) cells.insert(cells.begin() + 2, fixed(row.reward, 4));
        table.add(std::move(cells));
    }
    return table.markdown();
}

}  // namespace metaqnn
