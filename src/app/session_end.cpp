// The last words of a session; see session_end.hpp.
#include "app/session_end.hpp"

#include <cstdio>
#include <filesystem>

#include "app/command.hpp"
#include "app/run_outcome.hpp"
#include "app/table.hpp"
#include "app/transfer_table.hpp"
#include "core/text.hpp"

namespace metaqnn {
namespace {

void print_stopped(const OpenRun& run, const RunOutcome& outcome, const SessionEnd& end) {
    const std::string left = end.seconds_left ? ", about " + seconds_text(*end.seconds_left) +
                                                    " with " + std::to_string(end.workers) +
                                                    (end.workers == 1 ? " worker" : " workers")
                                              : "";
    const std::int64_t rest = run.config.search.trials - outcome.results;
    if (end.loop == LoopEnd::deserted) {
        std::printf(
            "\nOnly workers are left whose trainers died of networks that others could train.\n");
    }
    std::printf("\nStopped after %s of %s networks. Left: %s. Go on with:\n  metaqnn resume %s\n",
                grouped(outcome.results).c_str(), grouped(run.config.search.trials).c_str(),
                rest > 0 ? (grouped(rest) + " networks" + left).c_str() : "tests of the best",
                shell_name(run.folder).c_str());
}

void print_complete(const OpenRun& run, const RunOutcome& outcome, LoopEnd end) {
    if (end == LoopEnd::exhausted) {
        std::printf("\nThe space seems exhausted: %s episodes in a row brought no new network.\n",
                    grouped(run.config.search.max_repeats).c_str());
    }
    const std::string name = shell_name(run.folder);
    std::printf("\n%s in %s. The best:\n\n%s\n", outcome_text(outcome).c_str(),
                seconds_text(outcome.wall_seconds).c_str(),
                best_table(outcome, accuracy_name(run.config.data)).c_str());
    if (!run.config.train.source.empty()) {
        std::printf("The networks on other images (test error):\n\n%s\n",
                    transfer_table(transferred_networks(run.folder.root.string())).c_str());
    }
    std::printf(
        "journal  %s\nweights  %s\n\nNext:\n  metaqnn report %s\n"
        "  metaqnn report %s --out %s/report\n",
        run.folder.journal().c_str(), run.folder.models().c_str(), name.c_str(), name.c_str(),
        name.c_str());
}

}  // namespace

std::string shell_name(const RunFolder& folder) {
    return shell_word(std::filesystem::proximate(folder.root).string());
}

int conclude(const OpenRun& run, const SessionEnd& end) {
    const RunOutcome outcome = run.journal->gathered().outcome();
    if (end.complete) {
        print_complete(run, outcome, end.loop);
        return exit_done;
    }
    print_stopped(run, outcome, end);
    if (outcome.fruitless_sessions < 2) return exit_resume;
    std::fflush(stdout);
    std::fprintf(
        stderr,
        "metaqnn: %s sessions in a row brought no result and saved no part of an epoch (they "
        "ended too early for one); give the next more time\n",
        grouped(outcome.fruitless_sessions).c_str());
    return exit_error;
}

}  // namespace metaqnn
