// One session of a search; see run_session.hpp.
#include "app/run_session.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <set>

#include <spdlog/spdlog.h>

#include "app/command.hpp"
#include "app/final_tests.hpp"
#include "app/launcher.hpp"
#include "app/logging.hpp"
#include "app/open_run.hpp"
#include "app/progress.hpp"
#include "app/run_summary.hpp"
#include "app/stop_signals.hpp"
#include "app/table.hpp"
#include "app/workers.hpp"
#include "config/dump_config.hpp"
#include "config/load_config.hpp"
#include "core/error.hpp"
#include "io/checkpoint.hpp"
#include "io/journal_reader.hpp"
#include "mpi/environment.hpp"
#include "mpi/mpi_pool.hpp"
#include "mpi/worker_rank.hpp"

namespace metaqnn {
namespace {

LoopSettings loop_settings(const OpenRun& run) {
    LoopSettings settings = run.config.search;
    settings.classes = run.images.classes;
    return settings;
}

void remove_or_warn(const std::string& path) {
    std::error_code error;
    std::filesystem::remove(path, error);
    if (error) spdlog::warn("cannot remove {} ({})", path, error.message());
}

void write_checkpoint_or_warn(const RunFolder& folder, const Checkpoint& checkpoint) {
    try {
        write_checkpoint(folder.checkpoint(), checkpoint);
    } catch (const IoError& error) {
        // A checkpoint only shortens a resume: the search goes on without it.
        spdlog::warn("{}", error.what());
    }
}

std::string shell_name(const RunFolder& folder) {
    return std::filesystem::proximate(folder.root).string();
}

void print_end(const OpenRun& run, LoopEnd end) {
    const RunSummary summary = summarise(read_journal(run.folder.journal()).content, 5);
    const std::string name = shell_name(run.folder);
    if (end == LoopEnd::stopped) {
        std::printf("\nStopped after %s of %s networks. Go on with:\n  metaqnn resume %s\n",
                    grouped(summary.results).c_str(), grouped(run.config.search.trials).c_str(),
                    name.c_str());
        return;
    }
    if (end == LoopEnd::exhausted) {
        std::printf("\nThe space seems exhausted: %s episodes in a row brought no new network.\n",
                    grouped(run.config.search.max_repeats).c_str());
    }
    std::printf("\n%s in %s. The best:\n\n%s\n", outcome_text(summary).c_str(),
                seconds_text(summary.wall_seconds).c_str(), best_table(summary).c_str());
    std::printf(
        "journal  %s\nweights  %s\n\nNext:\n  metaqnn report %s\n"
        "  python -m metaqnn_analysis %s\n",
        run.folder.journal().c_str(), run.folder.models().c_str(), name.c_str(), name.c_str());
}

LoopEnd search(OpenRun& run, EvaluatorPool& pool) {
    const StopSignals stop(run.config.run.time_limit_seconds);
    const SessionClock clock(run.clock_offset);
    Progress progress(progress_style(), run.config.search.trials, clock,
                      {[&](TrialId trial) { remove_or_warn(run.folder.weights(trial)); },
                       [&](TrialId trial) { remove_or_warn(run.folder.training(trial)); },
                       [&](const Checkpoint& c) { write_checkpoint_or_warn(run.folder, c); }});
    for (const TrialRow& row : run.before.trials) progress.know(row);
    const StepShape step = step_shape(run.config.training);
    const auto cost = [&](const Architecture& network) {
        return cost_of(network, run.images.shape, step);
    };
    SearchLoop loop(*run.state, pool, *run.journal, progress, clock, stop, cost, loop_settings(run),
                    run.from);
    const LoopEnd end = loop.run();
    if (end != LoopEnd::stopped && needs_images(run.config.workers.trainer)) {
        test_best_networks(run, pool, stop);
    }
    return end;
}

int manage(const SessionRequest& request, MpiEnvironment* mpi) {
    OpenRun run = [&] {
        try {
            require(mpi == nullptr || !request.workers,
                    "--workers under an MPI launcher (its ranks are the workers); leave one out");
            return open_run(request);
        } catch (...) {
            if (mpi != nullptr) mpi->broadcast("");
            throw;
        }
    }();
    log_to_file(run.folder.log());
    if (!run.found.empty()) spdlog::info("{}", run.found);
    if (!run.journal->caution().empty()) spdlog::warn("{}", run.journal->caution());
    if (mpi != nullptr) mpi->broadcast(dump_config(run.config, Comments::none));
    LoopEnd end{};
    {
        const std::unique_ptr<EvaluatorPool> pool =
            mpi != nullptr ? std::make_unique<MpiPool>(*mpi)
                           : make_local_pool(run.config, run.images, run.folder,
                                             request.workers.value_or(1), 0);
        end = search(run, *pool);
    }
    print_end(run, end);
    return end == LoopEnd::stopped ? exit_resume : exit_done;
}

int work(MpiEnvironment& mpi) {
    const std::string text = mpi.broadcast("");
    // The manager tells the user what is wrong and gives the exit code; a code from here would make
    // mpirun kill it before it has spoken.
    if (text.empty()) return exit_done;
    const RunConfig config = load_config(text, "the manager's configuration");
    run_worker(mpi, [&] {
        return make_local_pool(config, image_facts(config), RunFolder{config.run.directory}, 1,
                               mpi.local_rank());
    });
    return exit_done;
}

}  // namespace

int run_session(const SessionRequest& request) {
    catch_stop_signals();
    if (!launched_by_mpi()) return manage(request, nullptr);
    MpiEnvironment mpi;
    if (mpi.size() == 1) return manage(request, nullptr);
    return mpi.rank() == 0 ? manage(request, &mpi) : work(mpi);
}

}  // namespace metaqnn
