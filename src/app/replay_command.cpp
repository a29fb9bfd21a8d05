// metaqnn replay: recomputes every decision of a run from its journal and compares.
#include <cstdio>
#include <memory>

#include "app/command.hpp"
#include "app/run_folder.hpp"
#include "app/search_model.hpp"
#include "app/table.hpp"
#include "io/journal_reader.hpp"

namespace metaqnn {
namespace {

int replay(const std::string& run) {
    const JournalFile journal = read_journal(RunFolder{run}.journal());
    const SearchModel model = stored_search_model(journal.latest(), RunFolder{run});
    const ReplayReport report = replay_search(*model.state, journal.content, model.judgement);
    if (!report.difference.empty()) {
        std::printf("different: %s\n", report.difference.c_str());
        return exit_error;
    }
    std::printf("identical: %s episodes, %s results learned, %s trials, %s Q values\n",
                grouped(report.episodes).c_str(), grouped(report.results).c_str(),
                grouped(report.trials).c_str(), grouped(report.q_values).c_str());
    if (journal.cut_events + journal.cut_rows > 0) {
        std::printf("left out: %s incomplete events and %s damaged rows at the end\n",
                    grouped(journal.cut_events).c_str(), grouped(journal.cut_rows).c_str());
    }
    return exit_done;
}

}  // namespace

void add_replay(CLI::App& app, CommandResult& result) {
    auto run = std::make_shared<std::string>();
    CLI::App* command =
        app.add_subcommand("replay", "Verify that the journal reproduces every decision");
    command->add_option("run", *run, "Run folder")->required();
    command->footer(
        "Recomputes choices, epsilon, rewards, seeds and Q values without training, also of a run\n"
        "that is still searching. Exit code 0: identical; 1: different, with the first "
        "difference.\n"
        "\nExample:\n  metaqnn replay metaqnn-run");
    command->callback([run, &result] { result.exit_code = replay(*run); });
}

}  // namespace metaqnn
