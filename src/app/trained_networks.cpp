// Networks of a run, best first; see trained_networks.hpp.
#include "app/trained_networks.hpp"

#include <algorithm>

#include "app/run_folder.hpp"
#include "app/run_summary.hpp"
#include "core/error.hpp"
#include "io/journal_reader.hpp"

namespace metaqnn {

std::vector<TrainedNetwork> trained_networks(const std::string& run) {
    const JournalContent journal = read_journal(RunFolder{run}.journal()).content;
    std::vector<TrainedNetwork> networks;
    for (const BestNetwork& best : summarise(journal, journal.trials.size()).best) {
        networks.push_back({best.row.evaluation.trial, parse_architecture(best.row.architecture)});
    }
    return networks;
}

std::vector<TrainedNetwork> best_networks(const std::string& run,
                                          std::optional<std::size_t> count) {
    constexpr std::size_t usual = 10;
    std::vector<TrainedNetwork> different;
    for (const TrainedNetwork& network : trained_networks(run)) {
        if (different.size() == count.value_or(usual)) break;
        const auto known =
            std::ranges::find(different, network.architecture, &TrainedNetwork::architecture);
        if (known == different.end()) different.push_back(network);
    }
    require(!different.empty(), "the run " + run + " has no trained network yet; wait for one");
    require(different.size() >= count.value_or(0),
            "the run " + run + " has " + std::to_string(different.size()) +
                " trained networks (--top " + std::to_string(count.value_or(0)) +
                "); lower --top or wait for more");
    return different;
}

}  // namespace metaqnn
