// A search beside random search with the same effort.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "app/run_summary.hpp"
#include "config/run_config.hpp"
#include "core/baseline.hpp"
#include "core/journal.hpp"

namespace metaqnn {

/// A search and random searches with as many trainings and as many seconds.
struct RandomComparison {
    std::string source;                 ///< run of the random networks; empty: this one's own
    std::int64_t random = 0;            ///< trainings of random networks
    std::int64_t trainings = 0;         ///< of the search
    double seconds = 0.0;               ///< of those
    double best = 0.0;                  ///< accuracy of the search's best
    RandomBest as_many;                 ///< of as many trainings
    std::optional<RandomBest> as_long;  ///< of as many seconds; none if they took no time
    Spread random_rewards;              ///< mean and its standard error
    Spread last_rewards;                ///< the same of the last quarter of the search
    std::int64_t last_quarter = 0;      ///< trainings in it
};

/// How soon two searches came to the accuracy that both reached.
struct Reach {
    double accuracy = 0.0;       ///< the lower of both bests
    std::int64_t here = 0;       ///< trainings until it was reached
    std::int64_t there = 0;      ///< the same of the baseline
    double seconds_here = 0.0;   ///< of those trainings
    double seconds_there = 0.0;  ///< the same
};

/// Where random networks are taken from instead of the search's own beginning.
struct Baseline {
    std::string run;
    JournalContent journal;
    RunConfig config;
    std::uint64_t content = 0;  ///< of its images or table, as in RunDescription
};

/// @param content  of the images or table of the run
/// @throws ConfigError unless the baseline has the same images or table, recipe, space and limits
void check_alike(const RunConfig& run, std::uint64_t content, const Baseline& baseline);

/// @param baseline  alike
/// @returns none if there are fewer than ten trainings of random networks, or none of the search
std::optional<RandomComparison> compare_with_random(const JournalContent& journal,
                                                    const RunConfig& config,
                                                    const std::optional<Baseline>& baseline);

/// @param baseline  alike
/// @returns none if one of them has no training that went well
std::optional<Reach> compare_reach(const JournalContent& journal, const Baseline& baseline);

std::string reach_markdown(const Reach& reach, const std::string& baseline);
nlohmann::ordered_json reach_json(const Reach& reach);

/// @param accuracy  see accuracy_name()
std::string random_markdown(const RandomComparison& comparison, const std::string& accuracy);
nlohmann::ordered_json random_json(const RandomComparison& comparison);

}  // namespace metaqnn
