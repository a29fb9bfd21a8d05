// Collects what a run found; see run_report.hpp.
#include "app/run_report.hpp"

#include <unordered_map>
#include <vector>

#include "app/predicted_networks.hpp"
#include "app/search_model.hpp"
#include "app/stored_config.hpp"
#include "core/ensemble.hpp"
#include "core/pareto.hpp"
#include "core/restore_search.hpp"
#include "io/journal_reader.hpp"

namespace metaqnn {
namespace {

constexpr std::size_t best_count = 10;
constexpr std::size_t ensemble_size = 5;  // of the paper

// Of the best five; none if fewer are kept.
std::optional<double> ensemble_error(const std::vector<PredictedNetwork>& networks) {
    if (networks.size() < ensemble_size) return std::nullopt;
    std::vector<const Predictions*> tests;
    tests.reserve(networks.size());
    for (const PredictedNetwork& network : networks) tests.push_back(&network.said.test);
    return 1.0 - accuracy_of(mean_of(tests, EnsembleWeights(tests.size(), 1)));
}

void add_predictions(RunReport& report, const std::vector<PredictedNetwork>& networks,
                     const DataSpec& data) {
    if (networks.empty()) return;
    const auto& [network, said] = networks.front();
    report.classes = {network.row.evaluation.trial,
                      Confusion(said.test.classes, said.test.labels, answers_of(said.test))};
    const auto paper = paper_errors(data, said.test.labels);
    if (!paper) return;
    report.paper = {*paper, said.test.size(), 1.0 - accuracy_of(said.test),
                    ensemble_error(networks)};
}

std::optional<Baseline> baseline_of(const std::string& run) {
    if (run.empty()) return std::nullopt;
    JournalFile journal = read_journal(RunFolder{run}.journal());
    RunConfig config = stored_config(journal.latest(), run);
    const std::uint64_t content = journal.latest().content;
    return Baseline{run, std::move(journal.content), std::move(config), content};
}

// What the agent's model, if it has one, expects of the best networks.
std::map<TrialId, double> estimates_of(const RunSummary& summary, const JournalFile& journal,
                                       const RunFolder& folder) {
    constexpr std::int64_t most_results = 20'000;  // beyond, to restore the model takes too long
    std::map<TrialId, double> estimates;
    if (summary.results > most_results) return estimates;
    const SearchModel model = stored_search_model(journal.latest(), folder);
    restore_search(*model.state, journal.content, std::nullopt);
    for (const BestNetwork& best : summary.best) {
        const std::optional<double> estimate =
            model.agent->estimate(model.mdp->episode(parse_architecture(best.row.architecture)));
        if (!estimate) break;
        estimates[best.row.evaluation.trial] = *estimate;
    }
    return estimates;
}

void add_honesty(RunReport& report, const JournalFile& journal, const RunConfig& config,
                 const std::string& baseline) {
    if (!config.train.networks.empty()) return;  // nothing was chosen among many
    const std::optional<Baseline> other = baseline_of(baseline);
    report.baseline = baseline;
    if (other) check_alike(config, journal.latest().content, *other);
    report.random = compare_with_random(journal.content, config, other);
    if (other) report.reach = compare_reach(journal.content, *other);
    report.estimates = estimates_of(report.summary, journal, RunFolder{report.run});
    std::vector<double> accuracies;
    for (const TrialRow& row : journal.content.trials) {
        if (row.evaluation.status == Status::ok) accuracies.push_back(row.evaluation.accuracy);
    }
    const bool images = config.data.kind != DataKind::table && config.data.validation > 0;
    if (accuracies.empty() || !images) return;
    report.optimism = optimism_of_best(accuracies, config.data.validation);
}

// Trainings that went well and that no other beats in accuracy and in a cost.
std::vector<TrialRow> front_of(const JournalContent& journal, std::int64_t TrialRow::*cost) {
    std::vector<const TrialRow*> rows;
    std::vector<AccuracyAndCost> points;
    for (const TrialRow& row : journal.trials) {
        if (row.evaluation.status != Status::ok) continue;
        rows.push_back(&row);
        points.push_back({row.evaluation.accuracy, row.*cost});
    }
    std::vector<TrialRow> front;
    for (const std::size_t i : pareto_front(points)) front.push_back(*rows[i]);
    return front;
}

// In the order in which values of epsilon first occur.
std::vector<EpsilonMean> epsilon_means(const JournalContent& journal) {
    std::unordered_map<TrialId, const TrialRow*> trials;
    for (const TrialRow& row : journal.trials) trials[row.evaluation.trial] = &row;
    std::vector<EpsilonMean> means;
    for (const EpisodeRow& episode : journal.episodes) {
        const auto trial = trials.find(episode.trial);
        if (episode.novelty != Novelty::fresh) continue;
        if (trial == trials.end()) continue;
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

}  // namespace

RunReport make_report(const std::string& run, const std::string& baseline) {
    const RunFolder folder{run};
    const JournalFile journal = read_journal(folder.journal());
    const RunConfig config = stored_config(journal.latest(), run);
    RunReport report;
    report.run = run;
    report.accuracy = accuracy_name(config.data);
    report.summary = summarise(journal.content, best_count);
    report.epochs = config.training.epochs;
    if (config.train.networks.empty()) report.agent = config.agent.kind;
    if (follows_epsilon(config)) report.epsilon = epsilon_means(journal.content);
    report.transferred = transferred_networks(run);
    report.front_by_parameters = front_of(journal.content, &TrialRow::parameters);
    report.front_by_multiply_adds = front_of(journal.content, &TrialRow::multiply_adds);
    add_honesty(report, journal, config, baseline);
    add_predictions(
        report, kept_predictions(journal.content, folder, ranking_of(config.data), ensemble_size),
        config.data);
    return report;
}

}  // namespace metaqnn
