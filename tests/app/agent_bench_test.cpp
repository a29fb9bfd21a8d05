// Scores of searches on a table of nine networks, by hand.
#include "app/agent_bench.hpp"

#include <set>

#include <gtest/gtest.h>

#include "config/load_config.hpp"
#include "core/error.hpp"

namespace metaqnn {
namespace {

Architecture network(int first, int second) { return {{Block{first}, Block{second}, Softmax{10}}}; }

// Nine networks of 0.5, but for the last: 0.9 or nothing.
ImageFacts nine_networks() {
    ResultTable table({3, 32}, 10);
    for (int first = 1; first <= 3; ++first) {
        for (int second = 1; second <= 3; ++second) {
            const bool last = first == 3 && second == 3;
            table.add(network(first, second),
                      last ? RecordedNetwork{1, 2, {{0.9, 0, {}}, {0, 0, {}}}}
                           : RecordedNetwork{1, 2, {{0.5, 0, {}}}});
        }
    }
    ImageFacts facts;
    facts.shape = table.input();
    facts.table = std::make_shared<const ResultTable>(std::move(table));
    return facts;
}

BenchPlan plan_of(std::int64_t budget, int repetitions) {
    BenchPlan plan;
    plan.base = load_config(
        "data = {kind = 'table', path = 'made by hand'}\nworkers.trainer = 'table'\n"
        "space = {preset = 'nas-bench-macro', min_depth = 2, max_depth = 2}",
        "test");
    plan.agents = {AgentKind::random, AgentKind::paper};
    plan.budgets = {budget};
    plan.repetitions = repetitions;
    return plan;
}

TrialRow row(const Architecture& architecture, double accuracy) {
    TrialRow row;
    row.architecture = to_text(architecture);
    row.evaluation.accuracy = accuracy;
    return row;
}

TEST(Score, TellsWhatWasSeenFromWhatIsTrue) {
    const ImageFacts facts = nine_networks();
    const std::vector<TrialRow> results{row(network(1, 1), 0.5), row(network(3, 3), 0.9),
                                        row(network(1, 2), 0.5), row(network(2, 2), 0.5),
                                        row(network(3, 3), 0.0)};
    const BenchScore score = score_of(results, {1, 2, 3, 4, 5}, *facts.table);
    EXPECT_DOUBLE_EQ(score.incumbent, 0.45);
    EXPECT_DOUBLE_EQ(score.observed, 0.9);
    EXPECT_DOUBLE_EQ(score.best_of_ten, 0.5);
    EXPECT_DOUBLE_EQ(score.last_quarter, (0.5 + 0.45) / 2);  // of five the last two
}

TEST(Score, TakesTheTenThatRankHighest) {
    const ImageFacts facts = nine_networks();
    std::vector<TrialRow> results(10, row(network(3, 3), 0.9));
    results.push_back(row(network(1, 1), 0.5));
    std::vector<double> ranking(11, 1.0);
    ranking.back() = 0.5;
    EXPECT_DOUBLE_EQ(score_of(results, ranking, *facts.table).best_of_ten, 0.45);
    ranking.back() = 2.0;
    EXPECT_DOUBLE_EQ(score_of(results, ranking, *facts.table).best_of_ten, 0.5);
}

TEST(BenchAgents, TrainsEachNetworkOfASmallSpaceOnce) {
    const std::vector<BenchSearch> searches = bench_agents(plan_of(9, 20), nine_networks());
    ASSERT_EQ(searches.size(), 40U);
    std::set<double> observed;
    for (std::size_t i = 0; i < searches.size(); ++i) {
        const BenchSearch& search = searches[i];
        EXPECT_EQ(search.agent, i < 20 ? AgentKind::random : AgentKind::paper);
        EXPECT_EQ(search.repetition, static_cast<int>(i % 20));
        EXPECT_DOUBLE_EQ(search.score.incumbent, search.score.observed == 0.9 ? 0.45 : 0.5);
        EXPECT_DOUBLE_EQ(search.score.best_of_ten, 0.5);
        observed.insert(search.score.observed);
    }
    EXPECT_EQ(observed, (std::set<double>{0.5, 0.9}));
}

TEST(BenchAgents, SaysWhichAgentFindsTooFewNetworks) {
    try {
        bench_agents(plan_of(10, 1), nine_networks());
        FAIL();
    } catch (const ConfigError& error) {
        const std::string message = error.what();
        EXPECT_NE(message.find("random found only 9 different networks"), std::string::npos)
            << message;
    }
}

}  // namespace
}  // namespace metaqnn
