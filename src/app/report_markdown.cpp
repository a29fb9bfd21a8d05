// The report of a run as Markdown; see report_markdown.hpp.
#include "app/report_markdown.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "app/confusion_report.hpp"
#include "app/table.hpp"
#include "core/text.hpp"

namespace metaqnn {
namespace {

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

std::string heading(const RunReport& report) {
    const RunSummary& summary = report.summary;
    const std::string sampled =
        " (" + grouped(summary.episodes) + " sampled, " + grouped(summary.networks) + " different)";
    return "# Run " + report.run + "\n\n" + outcome_text(summary) + " in " +
           seconds_text(summary.wall_seconds) + (report.agent ? sampled : "") + "; " +
           (summary.finished ? "finished" : "not finished") + ".\n";
}

// The winner's curse, and what to do about it.
std::string optimism_text(const RunReport& report) {
    if (!report.agent || report.summary.best.empty()) return "";
    std::string text =
        "\nThe best " + report.accuracy + " of many is optimistic: it was chosen for being high.";
    if (report.optimism) {
        text += " The chance of the validation images alone makes it too high by about " +
                percent(*report.optimism) + ", that of the trainings by more.";
    }
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
    if (report.agent == AgentKind::random || report.epsilon.empty()) return "";
    TextTable table({"epsilon", "networks", "mean accuracy"});
    for (const EpsilonMean& mean : report.epsilon) {
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

}  // namespace

std::string report_markdown(const RunReport& report) {
    return heading(report) + networks_section(report) +
           (report.random ? random_markdown(*report.random, report.accuracy) : "") +
           (report.reach ? reach_markdown(*report.reach, report.baseline) : "") +
           front_section(report) + paper_section(report) + epsilon_section(report) +
           classes_section(report) + time_sections(report.summary);
}

}  // namespace metaqnn
