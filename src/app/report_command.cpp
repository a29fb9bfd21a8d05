// metaqnn report: what a run found, as tables or as JSON.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "app/run_folder.hpp"
#include "app/run_summary.hpp"
#include "app/table.hpp"
#include "app/text_file.hpp"
#include "app/transfer_table.hpp"
#include "core/error.hpp"
#include "io/journal_reader.hpp"

namespace metaqnn {
namespace {

constexpr std::size_t best_count = 10;

struct ReportOptions {
    std::string run;
    std::string out;
    bool json = false;
};

nlohmann::ordered_json to_json(const std::vector<TransferredNetwork>& networks) {
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

std::string to_json(const RunSummary& summary, const std::vector<TransferredNetwork>& transferred) {
    nlohmann::ordered_json json;
    json["status"] = summary.status;
    json["best"] = nlohmann::json::array();
    for (const BestNetwork& network : summary.best) {
        nlohmann::ordered_json entry{{"trial", network.row.evaluation.trial},
                                     {"architecture", network.row.architecture},
                                     {"accuracy", network.row.evaluation.accuracy},
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
    json["transfer"] = to_json(transferred);
    json["epsilon"] = nlohmann::json::array();
    for (const EpsilonMean& mean : summary.epsilon) {
        json["epsilon"].push_back({{"epsilon", mean.epsilon},
                                   {"mean_accuracy", mean.mean_accuracy},
                                   {"count", mean.count}});
    }
    json["seconds"] = summary.seconds;
    return json.dump(2) + "\n";
}

std::string to_markdown(const RunSummary& summary,
                        const std::vector<TransferredNetwork>& transferred,
                        const std::string& run) {
    const std::string sampled =
        " (" + grouped(summary.episodes) + " sampled, " + grouped(summary.networks) + " different)";
    const bool chosen = summary.epsilon.empty();  // by the user, not by an agent
    std::string text = "# Run " + run + "\n\n" + outcome_text(summary) + " in " +
                       seconds_text(summary.wall_seconds) + (chosen ? "" : sampled) + "; " +
                       (summary.finished ? "finished" : "not finished") +
                       ".\n\n## Best networks\n\n" + best_table(summary);
    text += "\nThe best validation accuracy of many is optimistic: it was chosen for being high.\n";
    if (!summary.repeated.empty()) {
        text += "\n## Networks over their trainings (mean +- standard deviation)\n\n" +
                repeated_table(summary);
    }
    if (!transferred.empty()) {
        text += "\n## Networks on other images (test error)\n\n" + transfer_table(transferred);
    }
    TextTable epsilon({"epsilon", "networks", "mean accuracy"});
    for (const EpsilonMean& mean : summary.epsilon) {
        epsilon.add({fixed(mean.epsilon, 2), grouped(mean.count), percent(mean.mean_accuracy)});
    }
    TextTable status({"outcome", "networks"});
    for (const auto& [name, count] : summary.status) status.add({name, grouped(count)});
    TextTable seconds({"time of the workers", "duration"});
    for (const auto& [name, value] : summary.seconds) seconds.add({name, seconds_text(value)});
    if (!summary.epsilon.empty()) {
        text += "\n## Accuracy as the agent turns greedy\n\n" + epsilon.markdown();
    }
    return text + "\n## Outcomes\n\n" + status.markdown() + "\n## Time\n\n" + seconds.markdown();
}

void write_files(const std::string& folder, const std::string& markdown, const std::string& json) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    require(!error, "cannot make the folder " + folder + " (" + error.message() + ")");
    write_text_file(folder + "/report.md", markdown);
    write_text_file(folder + "/report.json", json);
}

void report(const ReportOptions& options) {
    const RunSummary summary =
        summarise(read_journal(RunFolder{options.run}.journal()).content, best_count);
    const std::vector<TransferredNetwork> transferred = transferred_networks(options.run);
    const std::string markdown = to_markdown(summary, transferred, options.run);
    const std::string json = to_json(summary, transferred);
    std::printf("%s", (options.json ? json : markdown).c_str());
    if (!options.out.empty()) write_files(options.out, markdown, json);
}

}  // namespace

void add_report(CLI::App& app, CommandResult& /*result*/) {
    auto options = std::make_shared<ReportOptions>();
    CLI::App* command = app.add_subcommand("report", "What a run found, in tables");
    command->add_option("run", options->run, "Run folder")->required();
    command->add_flag("--json", options->json, "Machine-readable");
    command->add_option("--out", options->out, "Folder for report.md and report.json");
    command->footer(
        "Examples:\n  metaqnn report metaqnn-run\n"
        "  metaqnn report metaqnn-run --json | python3 -m json.tool");
    command->callback([options] { report(*options); });
}

}  // namespace metaqnn
