// metaqnn train: trainings of chosen networks, run as a session like a search.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "app/command.hpp"
#include "app/run_folder.hpp"
#include "app/run_session.hpp"
#include "app/run_summary.hpp"
#include "app/session_options.hpp"
#include "app/text_file.hpp"
#include "config/dump_config.hpp"
#include "config/load_config.hpp"
#include "core/error.hpp"
#include "io/journal_reader.hpp"

namespace metaqnn {
namespace {

struct TrainOptions {
    std::vector<std::string> inputs;  // RUN, CONFIG.toml or both
    std::size_t top = 10;
    std::vector<std::string> architectures;
    std::string preset;
    std::int64_t trainings = 1;
    SessionRequest request;
};

bool is_run(const std::string& path) { return std::filesystem::is_directory(path); }

// The first of the inputs that is, or is not, a run; empty: none.
std::string input(const TrainOptions& options, bool run) {
    const auto found = std::ranges::find_if(
        options.inputs, [run](const std::string& path) { return is_run(path) == run; });
    return found == options.inputs.end() ? "" : *found;
}

// The best by validation accuracy; test images never choose.
std::vector<Architecture> best_of(const std::string& run, std::size_t count) {
    const JournalContent journal = read_journal(RunFolder{run}.journal()).content;
    std::vector<Architecture> networks;
    for (const BestNetwork& best : summarise(journal, journal.trials.size()).best) {
        const Architecture network = parse_architecture(best.row.architecture);
        if (networks.size() == count) break;
        if (std::ranges::find(networks, network) == networks.end()) networks.push_back(network);
    }
    require(!networks.empty(), "the run " + run +
                                   " has no trained network yet; wait for one, or name networks "
                                   "with --architecture");
    return networks;
}

RunConfig base_config(const std::string& run, const std::string& file) {
    if (!file.empty()) return load_config(read_text_file(file), file);
    return load_config(read_latest_description(RunFolder{run}.journal()).configuration,
                       "the run's stored configuration");
}

RunConfig configuration(const TrainOptions& options) {
    const std::string run = input(options, true);
    const std::string file = input(options, false);
    require(!run.empty() || !options.architectures.empty(),
            "there is nothing to train (no run, no --architecture); name a run folder");
    RunConfig config = base_config(run, file);
    if (!options.preset.empty()) {
        const double trial_seconds = config.training.trial_seconds;  // of [workers]
        config.training = training_preset(options.preset);
        config.training.trial_seconds = trial_seconds;
        config.training_preset = options.preset;
    }
    config.train.networks.clear();
    for (const std::string& text : options.architectures) {
        config.train.networks.push_back(parse_architecture(text));
    }
    if (config.train.networks.empty()) config.train.networks = best_of(run, options.top);
    config.train.trainings = options.trainings;
    // All are tested at the end.
    config.search.keep_models = static_cast<int>(config.train.trials());
    return load_config(dump_config(config, Comments::none), "the configuration",
                       options.request.overrides);
}

}  // namespace

void add_train(CLI::App& app, CommandResult& result) {
    auto options = std::make_shared<TrainOptions>();
    CLI::App* command = app.add_subcommand(
        "train", "Train chosen networks for longer, each several times, and test them");
    command
        ->add_option("inputs", options->inputs,
                     "RUN, whose best are trained, and CONFIG.toml (default: the run's own "
                     "configuration)")
        ->required()
        ->expected(1, 2)
        ->check(CLI::ExistingPath);
    command->add_option("--top", options->top, "So many best networks of RUN (default 10)")
        ->check(CLI::Range(1, 1000));
    command
        ->add_option("--architecture", options->architectures,
                     "A network to train instead, e.g. \"[C(64,3,1), SM(10)]\"; may be repeated")
        ->allow_extra_args(false);
    command->add_option("--preset", options->preset,
                        "Recipe (training.preset) instead of the configuration's [training]");
    command
        ->add_option("--trainings", options->trainings,
                     "Of each network, with different seeds (default 1)")
        ->check(CLI::Range(1, 1000));
    command->add_option("--out", options->request.run, "Run folder (default: RUN/trained)");
    command->add_flag("--resume", options->request.resume,
                      "Go on if the trainings were begun, else begin: for batch scripts");
    add_session_options(*command, options->request);
    command->footer(
        "Examples:\n  metaqnn train metaqnn-run --top 10 --set training.epochs=60 --workers 2\n"
        "  mpirun -n 9 metaqnn train metaqnn-run long.toml --top 5 --trainings 3\n"
        "  metaqnn train search.toml --architecture \"[C(64,3,1), P(2,2), SM(10)]\"\n"
        "What comes of it is a run like a search: metaqnn status, report and resume know it.");
    command->callback([options, &result] {
        SessionRequest request = options->request;
        const std::string run = input(*options, true);
        if (request.run.empty() && !run.empty()) {
            request.run = (std::filesystem::path(run) / "trained").string();
        }
        request.configuration = [options] { return configuration(*options); };
        result.exit_code = run_session(request);
    });
}

}  // namespace metaqnn
