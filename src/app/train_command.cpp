// metaqnn train: trainings of chosen networks, run as a session like a search.
#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "app/command.hpp"
#include "app/long_training.hpp"
#include "app/run_folder.hpp"
#include "app/stored_config.hpp"
#include "app/text_file.hpp"
#include "app/trained_networks.hpp"
#include "config/load_config.hpp"
#include "core/error.hpp"
#include "io/journal_reader.hpp"

namespace metaqnn {
namespace {

struct TrainOptions {
    std::vector<std::string> inputs;  // RUN, CONFIG.toml or both
    std::optional<std::size_t> top;
    std::vector<std::string> architectures;
    TrainingsRequest request;
};

bool is_run(const std::string& path) {
    std::error_code error;
    return std::filesystem::is_directory(path, error);
}

// The one of the inputs that is, or is not, a run; empty: none.
std::string input(const TrainOptions& options, bool run) {
    std::vector<std::string> found;
    std::ranges::copy_if(options.inputs, std::back_inserter(found),
                         [run](const std::string& path) { return is_run(path) == run; });
    if (found.size() > 1) {
        throw ConfigError(found[0] + " and " + found[1] + " are both " +
                          (run ? "folders" : "no folders") +
                          " (train takes one run and one configuration); leave one out");
    }
    return found.empty() ? "" : found.front();
}

RunConfig base_config(const std::string& run, const std::string& file) {
    if (!file.empty()) return load_config(read_text_file(file), file);
    return stored_config(run);
}

RunConfig train_configuration(const TrainOptions& options) {
    const std::string run = input(options, true);
    const std::string file = input(options, false);
    require(!run.empty() || !options.architectures.empty(),
            "there is nothing to train (no run, no --architecture); name a run folder");
    TrainingList list;
    for (const std::string& text : options.architectures) {
        list.networks.push_back(parse_architecture(text));
    }
    if (list.networks.empty()) {
        for (const TrainedNetwork& best : best_networks(run, options.top)) {
            list.networks.push_back(best.architecture);
        }
    }
    return training_run(with_recipe(base_config(run, file), options.request), std::move(list),
                        options.request);
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
    CLI::Option* top =
        command
            ->add_option("--top", options->top,
                         "So many best networks of RUN (default: 10, or all there are)")
            ->check(CLI::Range(1, 1000));
    command
        ->add_option("--architecture", options->architectures,
                     "A network to train instead, e.g. \"[C(64,3,1), SM(10)]\"; may be repeated")
        ->allow_extra_args(false)
        ->excludes(top);
    add_training_options(*command, options->request, "RUN/trained");
    command->footer(
        "Examples:\n  metaqnn train metaqnn-run --top 10 --set training.epochs=60 --workers 2\n"
        "  mpirun -n 9 metaqnn train metaqnn-run long.toml --top 5 --trainings 3\n"
        "  metaqnn train search.toml --architecture \"[C(64,3,1), P(2,2), SM(10)]\"\n"
        "What comes of it is a run like a search: metaqnn status, report and resume know it.");
    command->callback([options, &result] {
        SessionRequest& session = options->request.session;
        const std::string run = input(*options, true);
        if (session.run.empty() && !run.empty()) {
            session.run = (std::filesystem::path(run) / "trained").string();
        }
        session.configuration = [options] { return train_configuration(*options); };
        result.exit_code = run_session(session);
    });
}

}  // namespace metaqnn
