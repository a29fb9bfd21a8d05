// Measures the pools: results a second and the time from submit to answer. Not a test.
//   metaqnn_measure_pools                          the pool in this process and one of processes
//   mpirun -n R metaqnn_measure_pools              R - 1 worker ranks
#include <algorithm>
#include <cstdio>
#include <memory>
#include <vector>

#include "mpi/mpi_pool.hpp"
#include "mpi/worker_rank.hpp"
#include "pool/local_pool.hpp"
#include "pool/null_pool.hpp"
#include "tests/support/processes.hpp"
#include "tests/support/run_trials.hpp"

namespace metaqnn {
namespace {

using namespace std::chrono_literals;

/// All workers kept busy with trials that take no time.
void measure_rate(const char* name, EvaluatorPool& pool, int trials) {
    const Trial trial = made_trial(0);
    Outcome started;
    wait_until_idle(pool, started, pool.size());
    const Stopwatch watch;
    const double processor = processor_seconds();
    int submitted = 0;
    int answered = 0;
    while (answered < trials) {
        for (; submitted < trials && pool.idle() > 0; ++submitted) submit(pool, trial);
        for (const PoolEvent& event : pool.wait(100ms)) {
            answered += std::holds_alternative<Evaluation>(event) ? 1 : 0;
        }
    }
    const double seconds = watch.seconds();
    std::printf("%s, %d workers: %.0f results/s, manager's processor time %.0f %%\n", name,
                pool.size(), trials / seconds, 100.0 * (processor_seconds() - processor) / seconds);
}

/// One trial at a time, each after a pause in which everybody has fallen idle.
void measure_answer(const char* name, EvaluatorPool& pool) {
    constexpr std::size_t rounds = 200;
    std::vector<double> seconds;
    Outcome outcome;
    wait_until_idle(pool, outcome, pool.size());
    for (std::size_t round = 0; round < rounds; ++round) {
        outcome.add(pool.wait(20ms));
        const std::size_t wanted = outcome.evaluations.size() + 1;
        const Stopwatch watch;
        submit(pool, made_trial(0));
        wait_until(pool, outcome, [&](const Outcome& o) { return o.evaluations.size() >= wanted; });
        seconds.push_back(watch.seconds());
    }
    std::sort(seconds.begin(), seconds.end());
    std::printf("%s: answer after %.2f ms (median), %.2f ms (99 of 100)\n", name,
                1e3 * seconds[rounds / 2], 1e3 * seconds[rounds * 99 / 100]);
}

void measure_idle(const char* name, EvaluatorPool& pool) {
    Outcome outcome;
    wait_until_idle(pool, outcome, pool.size());
    const double before = processor_seconds();
    const Stopwatch watch;
    while (watch.seconds() < 5.0) pool.wait(100ms);
    std::printf("%s: idle manager %.1f %% of a core\n", name,
                100.0 * (processor_seconds() - before) / watch.seconds());
}

void measure_local() {
    NullPool null(8, made_at_once);
    measure_rate("pool in this process", null, 1'000'000);
    TrainerSetup setup;
    setup.sleep_seconds = 1e-9;
    LocalPool processes({.command = {METAQNN_SLEEP_TRAINER}, .workers = 2}, setup);
    measure_rate("trainer processes", processes, 20'000);
    measure_answer("trainer processes", processes);
    measure_idle("trainer processes", processes);
}

void measure_ranks(MpiEnvironment& mpi) {
    if (mpi.rank() != 0) {
        run_worker(mpi, [] { return std::make_unique<NullPool>(1, made_at_once); });
        std::printf("rank %d: processor time in all %.2f s\n", mpi.rank(), processor_seconds());
        return;
    }
    MpiPool pool(mpi);
    measure_rate("worker ranks", pool, 20'000);
    measure_answer("worker ranks", pool);
    measure_idle("worker ranks", pool);
}

}  // namespace
}  // namespace metaqnn

int main() {
    metaqnn::MpiEnvironment mpi;
    if (mpi.size() == 1) {
        metaqnn::measure_local();
    } else {
        metaqnn::measure_ranks(mpi);
    }
    return 0;
}
