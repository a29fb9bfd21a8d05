// Reads predictions of runs, and makes those that are missing; see predicted_networks.hpp.
#include "app/predicted_networks.hpp"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <set>
#include <utility>

#include <spdlog/spdlog.h>

#include "app/images.hpp"
#include "app/stored_config.hpp"
#include "app/table.hpp"
#include "app/test_networks.hpp"
#include "app/workers.hpp"
#include "core/error.hpp"
#include "io/journal_reader.hpp"
#include "io/predictions.hpp"

namespace metaqnn {
namespace {

using Networks = std::vector<StoredNetworkRow>;

/// A run that gives networks.
struct Source {
    RunFolder folder;
    RunDescription description;
    RunConfig config;
};

// Best first; of equal networks the best training stays.
void keep_best_trainings(Networks& networks, Ranking ranking) {
    std::ranges::stable_sort(networks, [ranking](const auto& a, const auto& b) {
        const Evaluation& one = a.row.evaluation;
        const Evaluation& other = b.row.evaluation;
        return ranking == Ranking::as_given ? one.trial < other.trial
                                            : one.accuracy > other.accuracy;
    });
    std::set<std::string> seen;
    std::erase_if(networks, [&](const StoredNetworkRow& network) {
        return !seen.insert(network.row.architecture).second;
    });
}

std::string images_of(const RunDescription& run) {
    return std::to_string(run.image_channels) + "x" + std::to_string(run.image_side) + "x" +
           std::to_string(run.image_side) + ", " + std::to_string(run.classes) + " classes";
}

void require_same_shape(const Source& a, const Source& b) {
    const std::string of_a = images_of(a.description);
    const std::string of_b = images_of(b.description);
    require(of_a == of_b, "the images of " + b.folder.root.string() + " (" + of_b +
                              ") are not those of " + a.folder.root.string() + " (" + of_a +
                              "); networks answer together about the same images only");
}

void require_count(const std::vector<std::string>& runs, std::size_t count, std::size_t least) {
    std::string names;
    for (const std::string& run : runs) names += (names.empty() ? "" : ", ") + run;
    require(count >= least, std::to_string(least) + " networks are asked for, " + names + " has " +
                                std::to_string(count) +
                                " different ones with stored weights; ask for fewer with --size");
}

// Of one run.
std::deque<Trial> without_predictions(const Networks& networks, const RunFolder& run) {
    std::deque<Trial> trials;
    for (const auto& [folder, row] : networks) {
        const TrialId id = row.evaluation.trial;
        if (folder.root != run.root || std::filesystem::exists(run.predictions(id))) continue;
        Trial trial;
        trial.id = id;
        trial.architecture = parse_architecture(row.architecture);
        trial.seed = row.seed;
        trial.task = Task::test;
        trials.push_back(std::move(trial));
    }
    return trials;
}

// Returns false if asked to stop before.
bool predict(const Source& source, std::deque<Trial> trials, int workers, const StopToken& stop) {
    if (trials.empty()) return true;
    check_trainer_program(source.config.workers.trainer);
    const ImageFacts images = image_facts(source.config);
    std::filesystem::create_directories(source.folder.predictions());
    spdlog::info("tests {} networks of {} with {} workers", trials.size(),
                 source.folder.root.string(), workers);
    const auto pool = make_local_pool(source.config, images, source.folder, workers, 0);
    return test_networks(std::move(trials), *pool, stop, [](const Evaluation& evaluation) {
        if (evaluation.status == Status::ok && evaluation.message.empty()) return;
        throw IoError("cannot test trial " + std::to_string(evaluation.trial) + " (" +
                      evaluation.message + ")");
    });
}

// What all networks say about the same images.
std::vector<PredictedNetwork> read_all(const Networks& networks) {
    std::vector<PredictedNetwork> all;
    std::uint32_t images = 0;
    for (const StoredNetworkRow& network : networks) {
        const std::string path = network.folder.predictions(network.row.evaluation.trial);
        StoredPredictions stored = read_predictions(path);
        if (all.empty()) images = stored.images;
        require(stored.images == images,
                path +
                    " is about other images than the networks before it (other files, or "
                    "divided otherwise); networks answer together about the same images only");
        all.push_back({network, std::move(stored.predictions)});
    }
    return all;
}

// With weights; several trainings of a network may be among them.
Networks stored_networks(const JournalContent& journal, const RunFolder& folder) {
    Networks networks;
    for (const TrialRow& row : journal.trials) {
        const bool stored = row.evaluation.status == Status::ok && row.evaluation.weights_stored &&
                            std::filesystem::exists(folder.weights(row.evaluation.trial));
        if (stored) networks.push_back({folder, row});
    }
    return networks;
}

}  // namespace

Ranking ranking_of(const DataSpec& data) {
    return data.validation == 0 ? Ranking::as_given : Ranking::by_accuracy;
}

std::vector<PredictedNetwork> kept_predictions(const JournalContent& journal,
                                               const RunFolder& folder, Ranking ranking,
                                               std::size_t most) {
    Networks networks = stored_networks(journal, folder);
    keep_best_trainings(networks, ranking);
    std::erase_if(networks, [&](const StoredNetworkRow& network) {
        return !std::filesystem::exists(folder.predictions(network.row.evaluation.trial));
    });
    while (networks.size() > most) networks.pop_back();
    return read_all(networks);
}

std::optional<std::vector<PredictedNetwork>> predicted_networks(
    const std::vector<std::string>& runs, std::size_t least, int workers, const StopToken& stop) {
    std::vector<Source> sources;
    Networks networks;
    for (const std::string& run : runs) {
        const RunFolder folder{run};
        const JournalFile journal = read_journal(folder.journal());
        sources.push_back({folder, journal.latest(), stored_config(journal.latest(), run)});
        require_same_shape(sources.front(), sources.back());
        const Networks more = stored_networks(journal.content, folder);
        networks.insert(networks.end(), more.begin(), more.end());
    }
    keep_best_trainings(networks, ranking_of(sources.front().config.data));
    require_count(runs, networks.size(), least);
    for (const Source& source : sources) {
        if (!predict(source, without_predictions(networks, source.folder), workers, stop)) {
            return std::nullopt;
        }
    }
    return read_all(networks);
}

}  // namespace metaqnn
