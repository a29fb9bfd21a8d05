// Searches on a table, scored; see agent_bench.hpp.
#include "app/agent_bench.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <numeric>
#include <span>

#include "app/search_model.hpp"
#include "config/names.hpp"
#include "core/error.hpp"
#include "core/search_loop.hpp"
#include "pool/null_pool.hpp"

namespace metaqnn {
namespace {

/// Keeps the results, which are all that a score needs.
class ResultsJournal final : public Journal {
  public:
    void append(const EventRow& /*row*/) override {}
    void append(const EpisodeRow& /*row*/) override {}
    void append(const TrialRow& row) override { results_.push_back(row); }
    void append(const EpochReport& /*row*/) override {}
    void append(const QRow& /*row*/) override {}
    void append(const LedgerRow& /*row*/) override {}
    void append(const TestRow& /*row*/) override {}
    void flush() override {}

    /// By trial.
    std::vector<TrialRow> results() && {
        std::ranges::sort(results_, {}, [](const TrialRow& row) { return row.evaluation.trial; });
        return std::move(results_);
    }

  private:
    std::vector<TrialRow> results_;
};

class SilentObserver final : public SearchObserver {
  public:
    void on_result(const TrialRow& /*row*/) override {}
    void on_event(const PoolEvent& /*event*/) override {}
    void on_pass(const TrialSource& /*state*/, int /*busy*/, int /*workers*/) override {}
    void on_drop(TrialId /*trial*/) override {}
    void on_checkpoint(const Checkpoint& /*checkpoint*/) override {}
};

/// Time plays no part in these searches.
class StoppedClock final : public Clock {
  public:
    double seconds() const override { return 0.0; }
};

class NeverStops final : public StopToken {
  public:
    bool stop_requested() const override { return false; }
};

/// The results of a search, and what the agent thinks of each at its end.
struct Found {
    std::vector<TrialRow> results;
    std::vector<double> ranking;
};

// An agent without a model goes by what was seen.
double rank_of(const TrialRow& row, const SearchModel& model) {
    const Episode episode = model.mdp->episode(parse_architecture(row.architecture));
    return model.agent->estimate(episode).value_or(row.evaluation.accuracy);
}

Found run_search(const RunConfig& config, const ImageFacts& images, int outstanding) {
    const SearchModel model = make_search_model(config, images);
    NullPool pool(outstanding, recorded(images.table, 0.0));
    ResultsJournal journal;
    SilentObserver observer;
    const StoppedClock clock;
    const NeverStops stop;
    DispatchPlan plan;
    LoopSettings settings = config.search;
    settings.classes = images.classes;
    SearchLoop loop(*model.state, pool, journal, observer, clock, stop,
                    cost_function(images, config.training), plan, settings);
    const LoopEnd end = loop.run();
    require(end == LoopEnd::finished,
            "the agent " + std::string(name_of(config.agent.kind)) + " found only " +
                std::to_string(model.state->trials()) +
                " different networks (then it repeated itself); lower --budgets");
    Found found;
    found.results = std::move(journal).results();
    for (const TrialRow& row : found.results) found.ranking.push_back(rank_of(row, model));
    return found;
}

double true_accuracy(const ResultTable& table, const TrialRow& row) {
    return table.at(parse_architecture(row.architecture)).true_accuracy();
}

/// Indices of numbers, the highest first, equal ones in their order.
std::vector<std::size_t> best_first(const std::vector<double>& numbers) {
    std::vector<std::size_t> order(numbers.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::ranges::greater{},
                             [&](std::size_t i) { return numbers[i]; });
    return order;
}

std::vector<double> accuracies_of(const std::vector<TrialRow>& results) {
    std::vector<double> accuracies;
    accuracies.reserve(results.size());
    for (const TrialRow& row : results) accuracies.push_back(row.evaluation.accuracy);
    return accuracies;
}

/// Calls work(0) to work(count - 1), each once, on several threads.
void in_parallel(std::size_t count, int threads, const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next{0};
    std::vector<std::future<void>> workers;
    workers.reserve(static_cast<std::size_t>(threads));
    for (int thread = 0; thread < threads; ++thread) {
        workers.push_back(std::async(std::launch::async, [&] {
            for (std::size_t i = next++; i < count; i = next++) work(i);
        }));
    }
    for (std::future<void>& worker : workers) worker.get();
}

BenchScore run(const BenchSearch& wanted, const BenchPlan& plan, const ImageFacts& images) {
    const auto start = std::chrono::steady_clock::now();
    RunConfig config = plan.base;
    config.agent.kind = agent_of_new_run(wanted.agent);
    config.run.seed += static_cast<std::uint64_t>(wanted.repetition);
    config.search.trials = wanted.budget;
    const Found found = run_search(config, images, plan.outstanding);
    BenchScore score = score_of(found.results, found.ranking, *images.table);
    score.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return score;
}

}  // namespace

BenchScore score_of(const std::vector<TrialRow>& results, const std::vector<double>& ranking,
                    const ResultTable& table) {
    std::vector<double> truth;
    truth.reserve(results.size());
    for (const TrialRow& row : results) truth.push_back(true_accuracy(table, row));
    BenchScore score;
    const std::size_t incumbent = best_first(accuracies_of(results)).front();
    score.incumbent = truth[incumbent];
    score.observed = results[incumbent].evaluation.accuracy;
    std::vector<std::size_t> ten = best_first(ranking);
    ten.resize(std::min<std::size_t>(ten.size(), 10));
    for (const std::size_t i : ten) score.best_of_ten = std::max(score.best_of_ten, truth[i]);
    const auto last = std::span(truth).last((truth.size() + 3) / 4);
    score.last_quarter =
        std::accumulate(last.begin(), last.end(), 0.0) / static_cast<double>(last.size());
    return score;
}

std::vector<BenchSearch> bench_agents(const BenchPlan& plan, const ImageFacts& images) {
    std::vector<BenchSearch> searches;
    for (const AgentKind agent : plan.agents) {
        for (const std::int64_t budget : plan.budgets) {
            for (int repetition = 0; repetition < plan.repetitions; ++repetition) {
                searches.push_back({agent, budget, repetition, {}});
            }
        }
    }
    in_parallel(searches.size(), plan.threads,
                [&](std::size_t i) { searches[i].score = run(searches[i], plan, images); });
    return searches;
}

}  // namespace metaqnn
