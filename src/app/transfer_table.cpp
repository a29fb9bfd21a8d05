// Runs of metaqnn transfer, gathered; see transfer_table.hpp.
#include "app/transfer_table.hpp"

#include <algorithm>
#include <filesystem>

#include <spdlog/spdlog.h>

#include "app/run_folder.hpp"
#include "app/stored_config.hpp"
#include "app/table.hpp"
#include "core/error.hpp"
#include "io/journal_reader.hpp"

namespace metaqnn {
namespace {

namespace fs = std::filesystem;

// The folder of the run that another's networks come from.
fs::path source_of(const fs::path& run, const RunConfig& config) {
    return fs::weakly_canonical(run / config.train.source);
}

// Folders with a journal, by name.
std::vector<fs::path> runs_in(const fs::path& folder) {
    std::vector<fs::path> runs;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (fs::exists(RunFolder{entry.path()}.journal(), error)) runs.push_back(entry.path());
    }
    std::ranges::sort(runs);
    return runs;
}

std::string data_text(const DataSpec& data) {
    std::string kind(to_text(data.kind));
    if (data.kind == DataKind::synthetic) return kind;
    const fs::path path = fs::absolute(data.path + "/.").parent_path();
    return kind + " " + (path.parent_path().filename() / path.filename()).string();
}

bool are_same_images(const DataSpec& a, const DataSpec& b) {
    return a.kind == b.kind && a.path == b.path && a.labels == b.labels && a.extra == b.extra &&
           a.synthetic == b.synthetic;
}

void add(std::vector<TransferredNetwork>& networks, const RunConfig& config,
         const JournalContent& journal) {
    for (const RepeatedNetwork& trained : network_spreads(journal)) {
        const auto cell = config.train.weights.empty() ? &TransferredNetwork::scratch_error
                                                       : &TransferredNetwork::fine_tuned_error;
        auto found = std::ranges::find_if(networks, [&](const TransferredNetwork& network) {
            return are_same_images(network.images, config.data) &&
                   network.architecture == trained.architecture && !(network.*cell);
        });
        if (found == networks.end()) {
            found = networks.insert(
                found, {config.data, data_text(config.data), trained.architecture, {}, {}});
        }
        std::optional<Spread> error = trained.accuracy_on_test;
        if (error) error->mean = 1.0 - error->mean;
        (*found).*cell = error;
    }
}

std::string error_text(const std::optional<Spread>& error) {
    if (!error) return "not tested";
    const bool several = error->deviation > 0.0;
    return percent(error->mean) + (several ? " +- " + percent(error->deviation) : "");
}

}  // namespace

std::vector<TransferredNetwork> transferred_networks(const std::string& run) {
    const fs::path here = fs::weakly_canonical(run);
    const RunConfig own = stored_config(here);
    const bool is_transfer = !own.train.source.empty();
    const fs::path source = is_transfer ? source_of(here, own) : here;
    std::vector<TransferredNetwork> networks;
    for (const fs::path& each : runs_in(is_transfer ? here.parent_path() : here)) {
        try {
            const RunConfig config = stored_config(each);
            if (config.train.source.empty() || source_of(each, config) != source) continue;
            add(networks, config, read_journal(RunFolder{each}.journal()).content);
        } catch (const Error& error) {
            if (each == here) throw;
            spdlog::warn("{}; its networks are not in the table", error.what());
        }
    }
    return networks;
}

std::string transfer_table(const std::vector<TransferredNetwork>& networks) {
    TextTable table({"images", "error from scratch", "error fine-tuned", "network"});
    for (const TransferredNetwork& network : networks) {
        table.add({network.data, error_text(network.scratch_error),
                   error_text(network.fine_tuned_error), network.architecture});
    }
    return table.markdown();
}

}  // namespace metaqnn
