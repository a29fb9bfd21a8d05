// Searches on a table of results, run many times to tell agents apart.
#pragma once

#include <string>
#include <vector>

#include "app/images.hpp"
#include "config/run_config.hpp"
#include "core/journal.hpp"

namespace metaqnn {

/// What is to be compared.
struct BenchPlan {
    RunConfig base;  ///< space and settings of the agents
    std::vector<AgentKind> agents;
    std::vector<std::int64_t> budgets;  ///< unique trainings of a search
    int repetitions = 100;              ///< searches of an agent with a budget, by seed
    int outstanding = 1;                ///< trainings proposed and not learned, at any time
    int threads = 1;
};

/// What a search came to. The true accuracy of a network is the mean over its recorded trainings,
/// of which the agent saw one.
struct BenchScore {
    double incumbent = 0.0;  ///< true accuracy of the network with the best accuracy seen
    double observed = 0.0;   ///< the accuracy that was seen of it
    /// Best true accuracy of the ten trained networks that rank highest, by the agent's estimate
    /// or, without one, by the accuracy seen: what training them again would tell.
    double best_of_ten = 0.0;
    double last_quarter = 0.0;  ///< mean true accuracy of the last quarter of the networks trained
    double seconds = 0.0;       ///< of the whole search
};

/// @param results  of a search, by trial, not empty; all went well
/// @param ranking  a number for each result: the ten with the highest are trained again
BenchScore score_of(const std::vector<TrialRow>& results, const std::vector<double>& ranking,
                    const ResultTable& table);

/// One search and its score.
struct BenchSearch {
    AgentKind agent = AgentKind::standard;
    std::int64_t budget = 0;
    int repetition = 0;
    BenchScore score;
};

/// Runs every agent with every budget so many times, each search through the search loop, with a
/// journal in memory and schedules that end with its budget. The n-th repetitions have equal seeds:
/// base.run.seed + n.
/// @return by agent, budget and repetition
/// @throws ConfigError if the space is not that of the table, or an agent finds no new network
std::vector<BenchSearch> bench_agents(const BenchPlan& plan, const ImageFacts& images);

}  // namespace metaqnn
