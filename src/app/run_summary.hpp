// A journal in figures: what status, report and the end of a search tell.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/run_outcome.hpp"
#include "core/journal.hpp"

namespace metaqnn {

/// Mean and standard deviation (n - 1; 0 of a single value).
struct Spread {
    double mean = 0.0;
    double deviation = 0.0;
};

/// @param values  not empty
Spread spread_of(const std::vector<double>& values);

/// The trainings of one network that went well.
struct RepeatedNetwork {
    std::string architecture;
    std::int64_t trainings = 0;
    Spread accuracy;                         ///< on the validation images
    std::optional<Spread> accuracy_on_test;  ///< none before all are tested
};

/// A run in figures.
struct RunSummary : RunOutcome {
    std::vector<RepeatedNetwork> repeated;  ///< best first; empty if each was trained once
    std::map<std::string, double> seconds;  ///< category -> seconds, all workers
    std::int64_t networks = 0;              ///< different networks sampled
    std::int64_t episodes = 0;              ///< sampled, repeats included
    std::int64_t in_training = 0;           ///< given to a worker, no result yet
    double epsilon_now = 1.0;
    bool finished = false;
    bool paused = false;               ///< the last session ended before the search did
    int workers = 0;                   ///< of the last session
    double mean_seconds = 0.0;         ///< of a training, failed ones included
    std::vector<double> in_work_left;  ///< seconds foretold to be left of each training in work
                                       ///< at the last entry
};

/// @param size of the list of the best
RunSummary summarise(const JournalContent& journal, std::size_t size);

/// The trainings of each network, best first.
std::vector<RepeatedNetwork> network_spreads(const JournalContent& journal);

/// Markdown table of networks that were trained several times.
/// @param accuracy  see accuracy_name()
std::string repeated_table(const RunSummary& summary, const std::string& accuracy);

}  // namespace metaqnn
