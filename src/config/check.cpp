// Values that must go together; see load_config.hpp.
#include <algorithm>
#include <string>

#include "config/load_config.hpp"
#include "config/names.hpp"
#include "core/error.hpp"

namespace metaqnn {
namespace {

std::string setting(std::string_view key, std::int64_t value) {
    return std::string(key) + " = " + std::to_string(value);
}

void check_data(const DataSpec& data) {
    const bool made = data.kind == DataKind::synthetic;
    const bool file = data.kind == DataKind::hdf5 || data.kind == DataKind::table;
    require(made || !data.path.empty(),
            "data.path is empty (data.kind = \"" + std::string(name_of(data.kind)) +
                "\" reads files); give the " + (file ? "file" : "folder with the files"));
    require(data.limit == 0 || data.validation < data.limit,
            setting("data.validation", data.validation) + " (leaves nothing to train on of " +
                setting("data.limit", data.limit) + "); lower data.validation");
    require(!made || data.validation < data.synthetic.images,
            setting("data.validation", data.validation) + " (leaves nothing to train on of " +
                setting("data.synthetic.images", data.synthetic.images) +
                "); lower data.validation");
    require(!made || data.limit <= data.synthetic.images,
            setting("data.limit", data.limit) + " (more than " +
                setting("data.synthetic.images", data.synthetic.images) + "); lower data.limit");
}

void check_space(const SearchSpace& space) {
    require(space.min_depth <= space.max_depth,
            setting("space.min_depth", space.min_depth) + " (more than " +
                setting("space.max_depth", space.max_depth) + "); lower space.min_depth");
    require(std::ranges::is_sorted(space.bins, std::ranges::greater{}),
            "space.bins (must fall, they are the lower edges of the bins); sort them, e.g. "
            "[8, 4, 1]");
    require(space.global_average_pooling || space.softmax,
            "space.global_average_pooling = false and space.softmax = false (no network can end); "
            "allow one of them");
    require(!space.filters.empty() || !space.pools.empty() || !space.units.empty() ||
                !space.layers.empty() || space.halved_windows,
            "space.filters, space.pools, space.units and space.layers are empty (there is no layer "
            "to choose); give some");
}

void check_objective(const Objective& objective) {
    require(objective.kind != ObjectiveKind::accuracy || objective.costs.empty(),
            "objective.kind = \"accuracy\" (knows no costs, but objective.costs has some); take "
            "\"difference\" or \"product\", or leave them out");
    require(objective.kind == ObjectiveKind::accuracy || !objective.costs.empty(),
            "objective.kind = \"" + std::string(name_of(objective.kind)) +
                "\" (weighs costs, but objective.costs has none); give some, or take "
                "\"accuracy\"");
    for (const CostTerm& term : objective.costs) {
        const auto same = [&](const CostTerm& other) { return other.of == term.of; };
        require(std::ranges::count_if(objective.costs, same) == 1,
                "objective.costs has " + std::string(name_of(term.of)) + " twice; leave one out");
    }
}

bool tabulated(CostKind cost) {
    return cost == CostKind::parameters || cost == CostKind::multiply_adds ||
           cost == CostKind::seconds;
}

// Results that stand in a table, and networks that only a table knows.
void check_table(const RunConfig& config) {
    const bool table = config.data.kind == DataKind::table;
    require(table == (config.workers.trainer == TrainerKind::table),
            "data.kind = \"" + std::string(name_of(config.data.kind)) +
                "\" and workers.trainer = \"" + std::string(name_of(config.workers.trainer)) +
                "\" (a table answers instead of trainings, on no images); set both to \"table\" or "
                "neither");
    const auto block = std::ranges::find(config.space.layers, LayerKind::block, kind_of);
    if (!table && block != config.space.layers.end()) {
        throw ConfigError("space.layers has " + to_text(*block) +
                          " (what blocks are made of only a table knows); set data.kind and "
                          "workers.trainer to \"table\", or another space.preset");
    }
    for (const CostTerm& term : config.search.objective.costs) {
        require(!table || tabulated(term.of),
                "objective.costs has " + std::string(name_of(term.of)) +
                    " (which no table of results tells); leave it out");
    }
    const Limits& limits = config.search.limits;
    require(limits.seconds == 0.0 || limits.time.known() || table ||
                config.workers.trainer == TrainerKind::torch,
            "limits.seconds and workers.trainer = \"" +
                std::string(name_of(config.workers.trainer)) +
                "\" (whose time has nothing to do with the network); leave limits.seconds out");
}

}  // namespace

void check(const RunConfig& config) {
    check_data(config.data);
    check_space(config.space);
    check_objective(config.search.objective);
    check_table(config);
    require(config.training.schedule != Schedule::stages || !config.training.stages.empty(),
            "training.stages is empty (training.schedule = \"stages\" follows them); give some, "
            "e.g. [[1.0, 40], [0.1, 20]]");
    require(config.training.batch > 1 || !config.training.batch_norm,
            "training.batch = 1 (training.batch_norm = true needs the variance of several images); "
            "raise training.batch");
    require(
        config.train.weights.empty() || config.train.weights.size() == config.train.networks.size(),
        "train.weights has " + std::to_string(config.train.weights.size()) + " files (" +
            std::to_string(config.train.networks.size()) +
            " train.networks); give one for each network, or none");
    const LoopSettings& search = config.search;
    // Given networks are all in flight.
    require(!config.train.networks.empty() || search.in_flight <= search.trials,
            setting("search.in_flight", search.in_flight) + " (more than " +
                setting("search.trials", search.trials) + "); lower search.in_flight");
    require(search.order == Order::arrival || search.in_flight > 0,
            "search.in_flight = 0 (search.order = \"trial\" needs a number that does not depend on "
            "the workers); give about 3 for each worker");
}

}  // namespace metaqnn
