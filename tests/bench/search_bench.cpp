// The agent's share of a search: microseconds for a proposal and its result, K = 100, paper's
// space; bytes of memory for a known network.
#include <chrono>
#include <memory>
#include <string>

#include <benchmark/benchmark.h>
#include <malloc.h>

#include "agents/q_learning.hpp"
#include "agents/thompson.hpp"
#include "core/search_state.hpp"

namespace metaqnn {
namespace {

struct Search {
    Search() : mdp(SearchSpace{}, {3, 32}, 10), agent(mdp, {}), state(mdp, agent, settings()) {}

    // The paper's schedule for so many networks that epsilon is 1 at both ends of the measurement.
    static SearchSettings settings() {
        return {.epsilon = EpsilonSchedule::stretched(EpsilonSchedule::paper(), 200'000)};
    }

    // A proposal, and its result if it is a new network.
    bool step() {
        const EpisodeRow row = state.propose();
        if (row.novelty != Novelty::fresh) return false;
        state.learn(row.trial, static_cast<double>(stable_hash(row.architecture) % 1000) / 1000.0);
        return true;
    }

    Mdp mdp;
    QLearning agent;
    SearchState state;
};

double allocated_bytes() {
    const struct mallinfo2 heap = mallinfo2();
    return static_cast<double>(heap.uordblks + heap.hblkhd);
}

// Time for a result once `range` results are known; proposals that bring nothing new included.
void learn_a_result(benchmark::State& bench) {
    Search search;
    const double empty = allocated_bytes();
    while (search.state.results() < bench.range(0)) search.step();
    bench.counters["bytes_per_network"] =
        (allocated_bytes() - empty) / static_cast<double>(search.state.networks().size());
    for (auto _ : bench) {
        while (!search.step()) {
        }
    }
    bench.counters["steps_per_result"] =
        static_cast<double>(search.state.steps()) / static_cast<double>(search.state.results());
}
BENCHMARK(learn_a_result)
    ->Arg(1'000)
    ->Arg(100'000)
    ->Iterations(5'000)
    ->Unit(benchmark::kMicrosecond);

// A proposal of the model once `range` results of random networks are known, each followed by its
// result; paper's space of the given depth. The first proposal makes the model: `first_seconds`.
void propose_by_model(benchmark::State& bench) {
    SearchSpace space;
    space.max_depth = static_cast<int>(bench.range(1));
    const Mdp mdp(space, {3, 32}, 10);
    Thompson agent(mdp, {});
    Rng random(1);
    const auto learn = [&](const Episode& episode) {
        const std::string network = to_text(mdp.architecture(episode));
        agent.await(episode);
        agent.remember(episode, static_cast<double>(stable_hash(network) % 1000) / 1000.0);
    };
    for (std::int64_t i = 0; i < bench.range(0); ++i) learn(mdp.random_episode(random));
    const auto start = std::chrono::steady_clock::now();
    learn(agent.propose(0.0, random));
    bench.counters["first_seconds"] =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    for (auto _ : bench) {
        const Episode episode = agent.propose(0.0, random);
        learn(episode);
    }
}
BENCHMARK(propose_by_model)
    ->ArgsProduct({{100, 1'000, 10'000}, {12, 18}})
    ->Iterations(100)
    ->Unit(benchmark::kMillisecond);

void enumerate_the_papers_space(benchmark::State& bench) {
    for (auto _ : bench) benchmark::DoNotOptimize(Mdp(SearchSpace{}, {3, 32}, 10).slot_count());
}
BENCHMARK(enumerate_the_papers_space)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace metaqnn

BENCHMARK_MAIN();
