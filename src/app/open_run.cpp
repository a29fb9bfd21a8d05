// Opens a run; see open_run.hpp.
#include "app/open_run.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <filesystem>
#include <optional>
#include <set>
#include <utility>

#include <spdlog/spdlog.h>
#include <unistd.h>

#include "app/environment.hpp"
#include "app/measured_time.hpp"
#include "app/search_model.hpp"
#include "app/stray_files.hpp"
#include "app/table.hpp"
#include "app/version.hpp"
#include "app/warm_start.hpp"
#include "app/workers.hpp"
#include "config/difference.hpp"
#include "config/dump_config.hpp"
#include "config/load_config.hpp"
#include "core/best_models.hpp"
#include "core/error.hpp"
#include "core/restore_search.hpp"
#include "io/checkpoint.hpp"
#include "io/journal_reader.hpp"

namespace metaqnn {
namespace {

std::string local_time() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    localtime_r(&now, &parts);
    std::array<char, 40> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S%z", &parts)};
}

std::string host_name() {
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

RunDescription describe_session(const RunConfig& config, const ImageFacts& images) {
    RunDescription session;
    session.configuration = dump_config(config, Comments::none);
    session.program_version = program_version();
    session.git_revision = git_revision();
    session.libraries = library_versions();
    session.host = host_name();
    session.job_id = environment_text("SLURM_JOB_ID");
    session.started = local_time();
    session.seed = static_cast<std::uint64_t>(config.run.seed);
    session.image_channels = images.shape.channels;
    session.image_side = images.shape.side;
    session.classes = images.classes;
    session.content = images.content;
    return session;
}

// The agent and its schedule are fixed when a run begins: another version may recommend another
// agent, and more trials later go on with the last epsilon.
void fix_agent(RunConfig& config) {
    config.agent.kind = agent_of_new_run(config.agent.kind);
    config.agent.epsilon = epsilon_stages(config);
    config.agent.epsilon_scale = EpsilonScale::models;
}

// A run can be resumed from any folder.
void settle_path(DataSpec& data) {
    if (data.path.empty()) return;
    data.path = std::filesystem::absolute(data.path).lexically_normal().string();
}

// Whatever the run began with stays; what may be changed on resume comes from the request.
RunConfig resumed_config(const SessionRequest& request, const std::string& stored_text) {
    RunConfig stored = load_config(stored_text, "the run's stored configuration");
    settle_path(stored.data);
    const bool own = !request.configuration;
    RunConfig wanted =
        own ? load_config(stored_text, "the run's stored configuration", request.overrides)
            : request.configuration();
    wanted.run.directory = stored.run.directory;
    settle_path(wanted.data);
    if (!own) {
        if (wanted.agent.kind == AgentKind::standard) wanted.agent.kind = stored.agent.kind;
        wanted.agent.epsilon = stored.agent.epsilon;
        wanted.agent.epsilon_scale = stored.agent.epsilon_scale;
        Limits& limits = wanted.search.limits;
        if (!limits.time.known()) limits.time = stored.search.limits.time;
    }
    for (const Change& change : difference(stored, wanted)) {
        require(change.resume == Resume::free,
                "a resumed run cannot change " + change.text() +
                    " (its results so far depend on it); start a new run with --out");
    }
    return wanted;
}

void count_trials(RunConfig& config) {
    if (config.train.networks.empty()) return;
    // All were kept so far: more trainings are kept, too.
    if (config.search.keep_models == config.search.trials) {
        config.search.keep_models = static_cast<int>(config.train.trials());
    }
    config.search.trials = config.train.trials();
}

void check_initial_weights(const RunConfig& config) {
    for (const std::string& file : initial_weights(config)) {
        require(std::filesystem::exists(file), file +
                                                   " is missing (trainings begin with its "
                                                   "weights, train.weights); bring it back");
    }
}

void make_folders(const RunFolder& folder) {
    for (const std::string& path : {folder.models(), folder.trainings(), folder.predictions()}) {
        std::error_code error;
        std::filesystem::create_directories(path, error);
        require(!error, "cannot make the run folder " + folder.root.string() + " (" +
                            error.message() + "); choose another with --out");
    }
}

// The agent, where it is to, begins with `earlier`, which the folder keeps.
void build(OpenRun& run, const std::optional<JournalFile>& earlier = std::nullopt) {
    // As the journal will tell it.
    load_config(dump_config(run.config, Comments::none), "the configuration of the run");
    check_trainer_program(run.config.workers.trainer);
    check_initial_weights(run.config);
    run.images = image_facts(run.config);
    measure_training_time(run.config, run.images);
    SearchModel model = make_search_model(run.config, run.images);
    if (earlier) {
        begin_with(earlier->content, model, run.config);
        make_folders(run.folder);
        keep_earlier_run(run.folder, *earlier);
    } else {
        begin_with_kept(run.folder, model, run.config);
    }
    run.mdp = std::move(model.mdp);
    run.agent = std::move(model.agent);
    run.state = std::move(model.state);
}

bool exists(const std::string& file) {
    std::error_code error;
    return std::filesystem::exists(file, error);
}

// Trainings that have a saved state come first.
void sort_trainings(const RunFolder& folder, std::vector<TrialId>& unfinished) {
    std::stable_partition(unfinished.begin(), unfinished.end(),
                          [&](TrialId trial) { return exists(folder.training(trial)); });
}

OpenRun start_run(OpenRun run, const SessionRequest& request) {
    run.config = request.configuration();
    run.config.run.directory = run.folder.root.string();
    settle_path(run.config.data);
    count_trials(run.config);
    fix_agent(run.config);
    std::optional<JournalFile> earlier;
    const bool warm = !run.config.agent.warm_start.empty() && run.config.train.networks.empty();
    if (warm) earlier = read_earlier_run(run.config);
    build(run, earlier);
    make_folders(run.folder);
    run.journal = std::make_unique<OutcomeJournal>(JournalWriter::create(
        run.folder.journal(), describe_session(run.config, run.images), slot_text(*run.mdp)));
    remove_resume_files(run.folder);
    return run;
}

std::optional<Checkpoint> usable_checkpoint(const OpenRun& run) {
    CheckpointRead read = read_checkpoint(run.folder.checkpoint(), run.mdp->slot_count());
    if (!read.checkpoint && !read.problem.empty()) {
        spdlog::warn("going on without the checkpoint ({})", read.problem);
    }
    const auto events = static_cast<std::int64_t>(run.before.events.size());
    if (read.checkpoint && read.checkpoint->events > events) {
        // The journal lost its end with the power. Once it is as long again, the checkpoint would
        // seem to belong to it.
        remove_or_warn(run.folder.checkpoint());
        return std::nullopt;
    }
    return std::move(read.checkpoint);
}

/// The files of a data set may have been replaced.
void check_images(const RunDescription& stored, const ImageFacts& images, const std::string& path) {
    const auto text = [](int channels, int side, int classes) {
        return std::to_string(channels) + "x" + std::to_string(side) + "x" + std::to_string(side) +
               ", " + std::to_string(classes) + " classes";
    };
    const std::string before = text(stored.image_channels, stored.image_side, stored.classes);
    const std::string now = text(images.shape.channels, images.shape.side, images.classes);
    require(stored.classes == 0 || before == now,
            "a resumed run cannot change its images: " + before + " -> " + now +
                " (its results so far depend on them); start a new run with --out");
    require(stored.content == 0 || images.content == 0 || stored.content == images.content,
            path +
                " has changed since the run began (its results so far depend on it); bring "
                "back what was there, or start a new run with --out");
}

/// Trials whose weights stay: the best, and those that may become so when they are learned.
std::set<TrialId> kept_weights(const OpenRun& run) {
    BestModels best(run.config.search.keep_models, run.config.search.objective.kind);
    for (const TrialRow& row : run.from.learned) best.add(row);
    const std::vector<TrialId> trials = best.trials();
    std::set<TrialId> kept(trials.begin(), trials.end());
    for (const TrialRow& row : run.from.unlearned) kept.insert(row.evaluation.trial);
    return kept;
}

OpenRun go_on(OpenRun run, const SessionRequest& request) {
    const RunDescription stored = read_latest_description(run.folder.journal());
    run.config = resumed_config(request, stored.configuration);
    run.config.run.directory = run.folder.root.string();  // it may have been moved
    count_trials(run.config);
    build(run);
    check_images(stored, run.images, run.config.data.path);
    make_folders(run.folder);
    JournalWriter::Resumed resumed = JournalWriter::resume(
        run.folder.journal(), describe_session(run.config, run.images), slot_text(*run.mdp));
    run.before = std::move(resumed.found.content);
    run.journal = std::make_unique<OutcomeJournal>(std::move(resumed.writer), run.before);
    run.from = restore_search(*run.state, run.before, usable_checkpoint(run));
    sort_trainings(run.folder, run.from.unfinished);
    // Of the best of fewer (output.keep_models), the weights of the others are gone.
    std::erase_if(run.from.learned, [&](const TrialRow& row) {
        return !exists(run.folder.weights(row.evaluation.trial));
    });
    remove_stray_files(run.folder, kept_weights(run), run.from.unfinished);
    if (!run.before.events.empty()) run.clock_offset = run.before.events.back().seconds;
    run.found =
        "resuming " + run.folder.root.string() + ": " +
        grouped(static_cast<std::int64_t>(run.before.trials.size())) + " networks trained, " +
        grouped(static_cast<std::int64_t>(run.from.unfinished.size())) + " to train again, " +
        grouped(static_cast<std::int64_t>(run.before.events.size())) + " events" +
        (resumed.found.cut_events > 0
             ? ", " + grouped(resumed.found.cut_events) + " incomplete ones cut"
             : "") +
        (resumed.found.cut_rows > 0
             ? ", " + grouped(resumed.found.cut_rows) + " damaged rows at the end cut"
             : "");
    return run;
}

std::string folder_of(const SessionRequest& request) {
    return request.run.empty() ? request.configuration().run.directory : request.run;
}

}  // namespace

OpenRun open_run(const SessionRequest& request) {
    OpenRun run;
    run.folder.root = std::filesystem::absolute(folder_of(request)).lexically_normal();
    const bool there = exists(run.folder.journal());
    if (!request.configuration || (there && request.resume)) {
        require(there, "no run in " + run.folder.root.string() +
                           " (run.h5 is missing); start one with metaqnn search");
        return go_on(std::move(run), request);
    }
    require(!there, "the run " + run.folder.root.string() +
                        " exists; go on with metaqnn resume, or choose another folder with --out");
    return start_run(std::move(run), request);
}

}  // namespace metaqnn
