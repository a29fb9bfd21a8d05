// Earlier results: checked, kept, and given to the agent; see warm_start.hpp.
#include "app/warm_start.hpp"

#include <filesystem>
#include <unordered_map>
#include <vector>

#include <spdlog/spdlog.h>

#include "app/stored_config.hpp"
#include "app/table.hpp"
#include "config/names.hpp"
#include "core/error.hpp"
#include "core/transfer.hpp"
#include "io/journal_reader.hpp"

namespace metaqnn {
namespace {

// In the order in which they were learned.
std::vector<EarlierResult> results_of(const JournalContent& earlier, const Mdp& mdp) {
    std::unordered_map<TrialId, const TrialRow*> rows;
    for (const TrialRow& row : earlier.trials) rows.emplace(row.evaluation.trial, &row);
    std::vector<EarlierResult> results;
    for (const EventRow& event : earlier.events) {
        if (event.kind != EventKind::learned && event.kind != EventKind::failed) continue;
        const auto row = rows.find(event.trial);
        if (row == rows.end()) continue;
        const Architecture network =
            with_classes(parse_architecture(row->second->architecture), mdp.classes());
        if (!mdp.has(network)) continue;
        results.push_back({mdp.episode(network), event.value});
    }
    return results;
}

}  // namespace

JournalFile read_earlier_run(const RunConfig& config) {
    const std::string& run = config.agent.warm_start;
    const auto refuse = [&](const std::string& reason) {
        throw ConfigError("agent.warm_start = \"" + run + "\" " + reason);
    };
    const std::string path = RunFolder{run}.journal();
    if (!std::filesystem::exists(path)) refuse("(no run is there); give the folder of one");
    JournalFile earlier = read_journal(path);
    const RunConfig stored = stored_config(earlier.latest(), run);
    if (stored.space != config.space) {
        refuse("(its space is another one); give this run the [space] of that, or another run");
    }
    if (earlier.content.trials.empty()) refuse("(it has no results yet); give another run");
    earlier.content.q_values.clear();
    earlier.content.epochs.clear();
    earlier.content.ledger.clear();
    earlier.content.tests.clear();
    return earlier;
}

void keep_earlier_run(const RunFolder& folder, const JournalFile& earlier) {
    std::filesystem::remove(folder.earlier());  // of a start that was killed
    write_journal(folder.earlier(), earlier, {});
}

void begin_with(const JournalContent& earlier, const SearchModel& model, const RunConfig& config) {
    const std::vector<EarlierResult> results = results_of(earlier, *model.mdp);
    require(!results.empty(), "no network of agent.warm_start = \"" + config.agent.warm_start +
                                  "\" fits the images of this run; leave it out");
    require(model.agent->begin_with(results, config.agent.warm_weight),
            "agent.kind = \"" + std::string(name_of(config.agent.kind)) +
                "\" cannot begin with other results; leave agent.warm_start out, or take "
                "\"paper\" or \"thompson\"");
    spdlog::info(
        "begins with {} of {} results of {}", grouped(static_cast<std::int64_t>(results.size())),
        grouped(static_cast<std::int64_t>(earlier.trials.size())), config.agent.warm_start);
}

void begin_with_kept(const RunFolder& folder, const SearchModel& model, const RunConfig& config) {
    if (config.agent.warm_start.empty() || !config.train.networks.empty()) return;
    begin_with(read_journal(folder.earlier()).content, model, config);
}

}  // namespace metaqnn
