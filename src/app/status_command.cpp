// metaqnn status: how far a run is; reads the journal while the search writes it.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>

#include "app/command.hpp"
#include "app/run_folder.hpp"
#include "app/run_summary.hpp"
#include "app/stored_config.hpp"
#include "app/table.hpp"
#include "core/dispatch_plan.hpp"
#include "io/journal_reader.hpp"

namespace metaqnn {
namespace {

struct StatusOptions {
    std::string run;
    bool watch = false;
};

const char* phase(const RunSummary& summary) {
    if (summary.finished) return "finished";
    return summary.paused ? "paused (go on with: metaqnn resume)" : "searching, or ended by force";
}

// ", about 2 h 05 min to go"; empty if it is not known.
std::string time_left(const RunSummary& summary, std::int64_t trials) {
    if (summary.finished || summary.results == 0) return "";
    const std::int64_t others = trials - summary.results - summary.in_training;
    const double seconds =
        seconds_left(summary.in_work_left, summary.mean_seconds * static_cast<double>(others),
                     std::max(1, summary.workers));
    return ", about " + seconds_text(seconds) + " to go";
}

// Returns true when there is nothing left to wait for.
bool show_status(const std::string& run) {
    const JournalFile journal = read_journal(RunFolder{run}.journal());
    const RunConfig config = stored_config(journal.latest(), run);
    const RunSummary summary = summarise(journal.content, 1);
    std::printf("run       %s: %s\n", run.c_str(), phase(summary));
    const bool search = config.train.networks.empty();
    const std::string sampled = search ? " (" + grouped(summary.episodes) + " sampled)" : "";
    std::printf("done      %s of %s networks%s, %s in training\n", grouped(summary.results).c_str(),
                grouped(config.search.trials).c_str(), sampled.c_str(),
                grouped(summary.in_training).c_str());
    if (follows_epsilon(config)) {
        std::printf("epsilon   %s\n", fixed(summary.epsilon_now, 2).c_str());
    }
    std::printf("time      %s until the last entry%s\n", seconds_text(summary.wall_seconds).c_str(),
                time_left(summary, config.search.trials).c_str());
    for (const auto& [status, count] : summary.status) {
        if (status != "ok") std::printf("%-9s %s\n", status.c_str(), grouped(count).c_str());
    }
    if (!summary.best.empty()) {
        const TrialRow& best = summary.best.front().row;
        std::printf("best      %s  trial %lld  %s\n", percent(best.evaluation.accuracy).c_str(),
                    static_cast<long long>(best.evaluation.trial), best.architecture.c_str());
    }
    std::fflush(stdout);
    return summary.finished || summary.paused;
}

}  // namespace

void add_status(CLI::App& app, CommandResult& /*result*/) {
    auto options = std::make_shared<StatusOptions>();
    CLI::App* command = app.add_subcommand("status", "How far a run is");
    command->add_option("run", options->run, "Run folder")->required();
    command->add_flag("--watch", options->watch, "Again every 2 seconds until the run ends");
    command->footer("Example:\n  metaqnn status metaqnn-run --watch");
    command->callback([options] {
        while (!show_status(options->run) && options->watch) {
            std::this_thread::sleep_for(std::chrono::seconds(2));
            std::printf("\n");
        }
    });
}

}  // namespace metaqnn
