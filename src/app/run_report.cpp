// Collects and tells what a run found; see run_report.hpp.
#include "app/run_report.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "app/confusion_report.hpp"
#include "app/predicted_networks.hpp"
#include "app/search_model.hpp"
#include "app/stored_config.hpp"
#include "app/table.hpp"
#include "core/ensemble.hpp"
#include "core/pareto.hpp"
#include "core/restore_search.hpp"
#include "core/text.hpp"
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

std::string front_table(const std::vector<TrialRow>& front, const std::string& accuracy) {
    TextTable table({"trial", accuracy, "parameters (10^6)", "multiply-adds (10^6)", "network"});
    constexpr std::size_t most_rows = 20;  // the most accurate
    const std::size_t skipped = front.size() - std::min(front.size(), most_rows);
    for (const TrialRow& row : std::span(front).subspan(skipped)) {
        table.add({std::to_string(row.evaluation.trial), percent(row.evaluation.accuracy),
                   millions(row.parameters), millions(row.multiply_adds), row.architecture});
    }
    return table.markdown();
}

std::string front_section(const RunReport& report) {
    if (report.front_by_parameters.empty()) return "";
    return "\n## Pareto fronts\n\nNo network has at least this accuracy with fewer "
           "parameters:\n\n" +
           front_table(report.front_by_parameters, report.accuracy) +
           "\nand none with fewer multiply-adds:\n\n" +
           front_table(report.front_by_multiply_adds, report.accuracy);
}

nlohmann::ordered_json transfer_json(const std::vector<TransferredNetwork>& networks) {
    const auto mean = [](const std::optional<Spread>& error) {
        return error ? nlohmann::ordered_json(error->mean) : nlohmann::ordered_json();
    };
    auto json = nlohmann::ordered_json::array();
    for (const TransferredNetwork& network : networks) {
        json.push_back({{"data", network.data},
                        {"architecture", network.architecture},
                        {"scratch_error", mean(network.scratch_error)},
                        {"fine_tuned_error", mean(network.fine_tuned_error)}});
    }
    return json;
}

nlohmann::ordered_json front_json(const std::vector<TrialRow>& front) {
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (const TrialRow& row : front) json.push_back(row.evaluation.trial);
    return json;
}

std::string heading(const RunReport& report) {
    const RunSummary& summary = report.summary;
    const std::string sampled =
        " (" + grouped(summary.episodes) + " sampled, " + grouped(summary.networks) + " different)";
    const bool chosen = summary.epsilon.empty();  // by the user, not by an agent
    return "# Run " + report.run + "\n\n" + outcome_text(summary) + " in " +
           seconds_text(summary.wall_seconds) + (chosen ? "" : sampled) + "; " +
           (summary.finished ? "finished" : "not finished") + ".\n";
}

// The winner's curse, and what to do about it.
std::string optimism_text(const RunReport& report) {
    if (report.summary.epsilon.empty()) return "";  // the user chose the networks
    std::string text =
        "\nThe best " + report.accuracy + " of many is optimistic: it was chosen for being high.";
    if (report.optimism) {
        text += " The chance of the validation images alone makes it too high by about " +
                percent(*report.optimism) + ", that of the trainings by more.";
    }
    if (report.summary.best.empty()) return text + "\n";
    return text + " To know which is best, train them anew, several times: metaqnn train " +
           shell_word(report.run) + " --trainings 3\n";
}

std::string estimates_text(const RunReport& report) {
    if (report.estimates.empty()) return "";
    std::vector<std::pair<double, TrialId>> ranked;
    for (const auto& [trial, estimate] : report.estimates) ranked.emplace_back(estimate, trial);
    std::ranges::sort(ranked, std::ranges::greater{});
    TextTable table({"rank", "trial", "expected reward"});
    int rank = 1;
    for (const auto& [estimate, trial] : ranked) {
        table.add({std::to_string(rank++), std::to_string(trial), percent(estimate)});
    }
    return "\nThe same networks in the order of what the agent's model expects of them, from all "
           "results together:\n\n" +
           table.markdown();
}

std::string networks_section(const RunReport& report) {
    const RunSummary& summary = report.summary;
    std::string text = "\n## Best networks\n\n" + best_table(summary, report.accuracy) +
                       optimism_text(report) + estimates_text(report);
    if (!summary.repeated.empty()) {
        text += "\n## Networks over their trainings (mean +- standard deviation)\n\n" +
                repeated_table(summary, report.accuracy);
    }
    if (report.transferred.empty()) return text;
    return text + "\n## Networks on other images (test error)\n\n" +
           transfer_table(report.transferred);
}

std::string training_seconds_text(const RunSummary& summary) {
    const auto training = summary.seconds.find("training");
    return seconds_text(training == summary.seconds.end() ? 0.0 : training->second);
}

std::string paper_section(const RunReport& report) {
    if (!report.paper) return "";
    const auto& [paper, images, best, ensemble] = *report.paper;
    const auto with_range = [count = images](double error) {
        return percent(error) + " (" + percent_range(wilson_interval(error, count)) + ")";
    };
    TextTable table({"test error on " + paper.data_set, "paper", "this run (95 % interval)"});
    table.add({"best network", percent(paper.best), with_range(best)});
    table.add({"best five together", paper.ensemble ? percent(*paper.ensemble) : "not given",
               ensemble ? with_range(*ensemble) : "not known"});
    return "\n## Against the paper\n\n" + table.markdown() +
           "\nNot the same effort: the paper searched for 8 to 10 days on 10 GPUs (2,700 networks "
           "of "
           "20 epochs), then trained the best for longer. This run: " +
           outcome_text(report.summary) + ", up to " + std::to_string(report.epochs) +
           " epochs each, " + training_seconds_text(report.summary) + " of training.\n";
}

std::string classes_section(const RunReport& report) {
    if (!report.classes) return "";
    return "\n## Classes (test images, trial " + std::to_string(report.classes->trial) + ")\n\n" +
           confusion_markdown(report.classes->confusion);
}

std::string epsilon_section(const RunReport& report) {
    const bool turns_greedy = follows_epsilon(report.agent) && report.agent != AgentKind::random;
    if (!turns_greedy || report.summary.epsilon.empty()) return "";
    TextTable table({"epsilon", "networks", "mean accuracy"});
    for (const EpsilonMean& mean : report.summary.epsilon) {
        table.add({fixed(mean.epsilon, 2), grouped(mean.count), percent(mean.mean_accuracy)});
    }
    return "\n## Accuracy as the agent turns greedy\n\n" + table.markdown();
}

std::string time_sections(const RunSummary& summary) {
    TextTable status({"outcome", "networks"});
    for (const auto& [name, count] : summary.status) status.add({name, grouped(count)});
    TextTable seconds({"time of the workers", "duration"});
    for (const auto& [name, value] : summary.seconds) seconds.add({name, seconds_text(value)});
    return "\n## Outcomes\n\n" + status.markdown() + "\n## Time\n\n" + seconds.markdown();
}

nlohmann::ordered_json summary_json(const RunSummary& summary) {
    nlohmann::ordered_json json;
    json["status"] = summary.status;
    json["best"] = nlohmann::json::array();
    for (const BestNetwork& network : summary.best) {
        nlohmann::ordered_json entry{{"trial", network.row.evaluation.trial},
                                     {"architecture", network.row.architecture},
                                     {"accuracy", network.row.evaluation.accuracy},
                                     {"reward", network.row.reward},
                                     {"test_error", nullptr},
                                     {"parameters", network.row.parameters},
                                     {"multiply_adds", network.row.multiply_adds}};
        if (network.test_error) entry["test_error"] = *network.test_error;
        json["best"].push_back(std::move(entry));
    }
    json["networks"] = nlohmann::json::array();
    for (const RepeatedNetwork& network : summary.repeated) {
        nlohmann::ordered_json entry{{"architecture", network.architecture},
                                     {"trainings", network.trainings},
                                     {"accuracy", network.accuracy.mean},
                                     {"accuracy_deviation", network.accuracy.deviation},
                                     {"test_error", nullptr},
                                     {"test_error_deviation", nullptr}};
        if (network.accuracy_on_test) {
            entry["test_error"] = 1.0 - network.accuracy_on_test->mean;
            entry["test_error_deviation"] = network.accuracy_on_test->deviation;
        }
        json["networks"].push_back(std::move(entry));
    }
    return json;
}

nlohmann::ordered_json epsilon_json(const std::vector<EpsilonMean>& means) {
    nlohmann::ordered_json json = nlohmann::json::array();
    for (const EpsilonMean& mean : means) {
        json.push_back({{"epsilon", mean.epsilon},
                        {"mean_accuracy", mean.mean_accuracy},
                        {"count", mean.count}});
    }
    return json;
}

nlohmann::ordered_json paper_json(const Comparison& comparison) {
    nlohmann::ordered_json json{{"data_set", comparison.paper.data_set},
                                {"paper_best", comparison.paper.best},
                                {"paper_ensemble", nullptr},
                                {"best", comparison.best},
                                {"ensemble", nullptr}};
    if (comparison.paper.ensemble) json["paper_ensemble"] = *comparison.paper.ensemble;
    if (comparison.ensemble) json["ensemble"] = *comparison.ensemble;
    return json;
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
    report.agent = config.agent.kind;
    report.transferred = transferred_networks(run);
    report.front_by_parameters = front_of(journal.content, &TrialRow::parameters);
    report.front_by_multiply_adds = front_of(journal.content, &TrialRow::multiply_adds);
    add_honesty(report, journal, config, baseline);
    add_predictions(
        report, kept_predictions(journal.content, folder, ranking_of(config.data), ensemble_size),
        config.data);
    return report;
}

std::string report_markdown(const RunReport& report) {
    return heading(report) + networks_section(report) +
           (report.random ? random_markdown(*report.random, report.accuracy) : "") +
           (report.reach ? reach_markdown(*report.reach, report.baseline) : "") +
           front_section(report) + paper_section(report) + epsilon_section(report) +
           classes_section(report) + time_sections(report.summary);
}

std::string report_json(const RunReport& report) {
    nlohmann::ordered_json json = summary_json(report.summary);
    json["epsilon"] = nlohmann::json::array();
    if (follows_epsilon(report.agent)) json["epsilon"] = epsilon_json(report.summary.epsilon);
    json["seconds"] = report.summary.seconds;
    json["transfer"] = transfer_json(report.transferred);
    json["pareto"] = {{"parameters", front_json(report.front_by_parameters)},
                      {"multiply_adds", front_json(report.front_by_multiply_adds)}};
    json["optimism"] = nullptr;
    json["random"] = nullptr;
    json["reach"] = nullptr;
    if (report.reach) json["reach"] = reach_json(*report.reach);
    json["estimates"] = nlohmann::ordered_json::object();
    if (report.optimism) json["optimism"] = *report.optimism;
    if (report.random) json["random"] = random_json(*report.random);
    for (const auto& [trial, estimate] : report.estimates) {
        json["estimates"][std::to_string(trial)] = estimate;
    }
    json["paper"] = nullptr;
    json["classes"] = nullptr;
    if (report.paper) json["paper"] = paper_json(*report.paper);
    if (report.classes) {
        json["classes"] = confusion_json(report.classes->confusion);
        json["classes"]["trial"] = report.classes->trial;
    }
    return json.dump(2) + "\n";
}

}  // namespace metaqnn
