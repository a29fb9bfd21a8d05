// One session of a search; see run_session.hpp.
#include "app/run_session.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include <spdlog/spdlog.h>

#include "app/command.hpp"
#include "app/final_tests.hpp"
#include "app/job_end.hpp"
#include "app/launcher.hpp"
#include "app/logging.hpp"
#include "app/open_run.hpp"
#include "app/progress.hpp"
#include "app/session_end.hpp"
#include "app/stop_signals.hpp"
#include "app/stray_files.hpp"
#include "app/table.hpp"
#include "app/workers.hpp"
#include "config/dump_config.hpp"
#include "config/load_config.hpp"
#include "core/error.hpp"
#include "io/checkpoint.hpp"
#include "mpi/environment.hpp"
#include "mpi/mpi_pool.hpp"
#include "mpi/worker_rank.hpp"

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace metaqnn {
namespace {

// A list that grows with the results is copied to a larger place. glibc would learn from the places
// that become free to keep such ones for itself.
void give_back_freed_memory() {
#ifdef __GLIBC__
    constexpr int bytes = 1 << 17;  // its value before it learns
    ::mallopt(M_MMAP_THRESHOLD, bytes);
#endif
}

// When work must stop, told to the user; shortens what interrupted trainings are granted to what
// the time before the end allows.
TimePoint deadline_of(const SessionRequest& request, TimePoint start, RunConfig& config) {
    const std::optional<JobEnd> end =
        find_job_end(start, request.time_limit, config.run.time_limit_seconds);
    if (!end) return TimePoint::max();
    const std::chrono::duration<double> limit = end->time - start;
    const double reserve = reserve_before(limit.count(), config.run.reserve_seconds);
    config.workers.stop_seconds = std::min(config.workers.stop_seconds, reserve / 2.0);
    spdlog::info("{} from start to end ({}); work stops {} before the end",
                 seconds_text(limit.count()), end->source, seconds_text(reserve));
    return end->time -
           std::chrono::duration_cast<TimePoint::duration>(std::chrono::duration<double>(reserve));
}

LoopSettings loop_settings(const OpenRun& run) {
    LoopSettings settings = run.config.search;
    settings.classes = run.images.classes;
    if (!run.config.train.networks.empty()) {
        settings.in_flight = settings.trials;  // all known at once, the longest begins first
        settings.limits = {};                  // those of what a search proposes
    }
    return settings;
}

void write_checkpoint_or_warn(const RunFolder& folder, const Checkpoint& checkpoint) {
    try {
        write_checkpoint(folder.checkpoint(), checkpoint);
    } catch (const IoError& error) {
        // A checkpoint only shortens a resume: the search goes on without it.
        spdlog::warn("{}", error.what());
    }
}

SessionEnd run_search(OpenRun& run, EvaluatorPool& pool, TimePoint deadline) {
    const StopSignals stop(deadline);
    const SessionClock clock(run.clock_offset);
    DispatchPlan plan(clock.at(deadline));
    Progress progress(progress_style(), run.config, clock, plan,
                      {[&](TrialId trial) {
                           remove_or_warn(run.folder.weights(trial));
                           remove_or_warn(run.folder.predictions(trial));
                       },
                       [&](TrialId trial) { remove_or_warn(run.folder.training(trial)); },
                       [&](const Checkpoint& c) { write_checkpoint_or_warn(run.folder, c); }});
    for (const TrialRow& row : run.before.trials) {
        progress.know(row);
        plan.know(row);
    }
    SearchLoop loop(*run.state, pool, *run.journal, progress, clock, stop,
                    cost_function(run.images, run.config.training), plan, loop_settings(run),
                    run.from);
    run.before = {};  // taken over by the loop and the state
    run.from = {};
    SessionEnd end;
    end.loop = loop.run();
    end.workers = pool.size();
    end.complete = end.loop == LoopEnd::finished || end.loop == LoopEnd::exhausted;
    if (!end.complete) {
        end.seconds_left = plan.seconds_left(
            clock.seconds(), run.config.search.trials - run.state->trials(), end.workers);
    } else if (needs_images(run.config.workers.trainer)) {
        std::fflush(stdout);  // the tests take their time
        end.complete = test_best_networks(run, pool, stop);
    }
    return end;
}

/// The log is a help, not a need.
void log_to_file_or_warn(const RunFolder& folder) {
    try {
        log_to_file(folder.log());
    } catch (const Error& error) {
        spdlog::warn("{}", error.what());
    }
}

/// Searches with the workers there are; tells the user of the end. @returns the exit code
int search_and_tell(OpenRun& run, const SessionRequest& request, TimePoint deadline,
                    MpiEnvironment* mpi) {
    SessionEnd end;
    try {
        const std::unique_ptr<EvaluatorPool> pool =
            mpi != nullptr ? std::make_unique<MpiPool>(*mpi, run.config.workers.silence_seconds)
                           : make_local_pool(run.config, run.images, run.folder,
                                             request.workers.value_or(1), 0);
        spdlog::info("trains {} networks for {} classes of {}{}x{}x{} images with {} workers in {}",
                     run.config.search.trials, run.images.classes,
                     run.config.data.kind == DataKind::synthetic ? "made " : "",
                     run.images.shape.side, run.images.shape.side, run.images.shape.channels,
                     pool->size(), shell_name(run.folder));
        end = run_search(run, *pool, deadline);
    } catch (const DiskFullError& error) {
        // The workers are gone, what was flushed is there.
        std::fprintf(stderr, "metaqnn: %s; free some space, then go on with: metaqnn resume %s\n",
                     error.what(), shell_name(run.folder).c_str());
        return exit_resume;
    }
    return conclude(run, end);
}

int manage(const SessionRequest& request, TimePoint start, MpiEnvironment* mpi) {
    give_back_freed_memory();
    OpenRun run;
    TimePoint deadline;
    try {
        require(mpi == nullptr || !request.workers,
                "--workers under an MPI launcher (its ranks are the workers); leave one out");
        run = open_run(request);
        log_to_file_or_warn(run.folder);
        if (!run.found.empty()) spdlog::info("{}", run.found);
        if (!run.journal->caution().empty()) spdlog::warn("{}", run.journal->caution());
        deadline = deadline_of(request, start, run.config);
    } catch (...) {
        if (mpi != nullptr) mpi->broadcast("");
        throw;
    }
    if (mpi != nullptr) mpi->broadcast(dump_config(run.config, Comments::none));
    return search_and_tell(run, request, deadline, mpi);
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

int manage_ranks(const SessionRequest& request, TimePoint start, MpiEnvironment& mpi) {
    int exit_code = exit_error;
    try {
        exit_code = manage(request, start, &mpi);
    } catch (...) {
        if (!mpi.gave_up_rank()) throw;
        exit_code = report_error();  // before the job ends, which is the end of this process, too
    }
    std::fflush(stdout);
    if (mpi.gave_up_rank()) mpi.end_job(exit_code);
    return exit_code;
}

}  // namespace

int run_session(const SessionRequest& request) {
    const TimePoint start = std::chrono::steady_clock::now();
    catch_stop_signals();
    if (!launched_by_mpi()) return manage(request, start, nullptr);
    end_with_launcher();
    MpiEnvironment mpi;
    if (mpi.size() == 1) return manage(request, start, nullptr);
    return mpi.rank() == 0 ? manage_ranks(request, start, mpi) : work(mpi);
}

}  // namespace metaqnn
