// metaqnn transfer: the best networks of a run on other images, run as a session like a search.
#include <filesystem>
#include <memory>

#include "app/command.hpp"
#include "app/images.hpp"
#include "app/long_training.hpp"
#include "app/run_folder.hpp"
#include "app/text_file.hpp"
#include "app/trained_networks.hpp"
#include "config/load_config.hpp"
#include "core/error.hpp"
#include "core/transfer.hpp"
#include "io/weights.hpp"

namespace metaqnn {
namespace {

namespace fs = std::filesystem;

struct TransferOptions {
    std::string run;
    std::string config;
    std::string mode;
    std::size_t top = 1;
    TrainingsRequest request;
};

// Relative to the new run's folder, so that both can be moved together.
std::string seen_from_new_run(const TransferOptions& options, const fs::path& path) {
    const auto whole = [](const fs::path& any) { return fs::absolute(any).lexically_normal(); };
    return whole(path).lexically_relative(whole(options.request.session.run)).string();
}

// The file of a network's weights, checked against the images and the recipe.
std::string initial_weights(const TransferOptions& options, const TrainedNetwork& network,
                            const ImageFacts& images, const TrainingRecipe& recipe) {
    const std::string file = RunFolder{options.run}.weights(network.trial);
    require(fs::exists(file), "trial " + std::to_string(network.trial) + " of " + options.run +
                                  " has no stored weights (only output.keep_models best have); "
                                  "lower --top, or use --mode scratch");
    check_transfer(read_weights(file), images.shape, recipe);
    return seen_from_new_run(options, file);
}

RunConfig transfer_configuration(const TransferOptions& options) {
    const RunConfig config =
        with_recipe(load_config(read_text_file(options.config), options.config), options.request);
    const ImageFacts images = image_facts(config);
    TrainingList list;
    list.source = seen_from_new_run(options, options.run);
    for (const TrainedNetwork& network : best_networks(options.run, options.top)) {
        list.networks.push_back(with_classes(network.architecture, images.classes));
        if (options.mode == "scratch") continue;
        list.weights.push_back(initial_weights(options, network, images, config.training));
    }
    return training_run(config, std::move(list), options.request);
}

}  // namespace

void add_transfer(CLI::App& app, CommandResult& result) {
    auto options = std::make_shared<TransferOptions>();
    CLI::App* command =
        app.add_subcommand("transfer", "Train the best networks of a run on other images");
    command->add_option("run", options->run, "Run whose best networks are taken")
        ->required()
        ->check(CLI::ExistingDirectory);
    command->add_option("--config", options->config, "TOML file: the other images, the recipe")
        ->required();
    command
        ->add_option("--mode", options->mode,
                     "scratch: new weights; finetune: the stored weights, a new output layer, and "
                     "training.transferred_rate for all others")
        ->required()
        ->check(CLI::IsMember({"scratch", "finetune"}));
    command->add_option("--top", options->top, "So many best networks (default 1)")
        ->check(CLI::Range(1, 1000));
    add_training_options(*command, options->request, "RUN/transfer-MODE");
    command->footer(
        "Examples:\n  metaqnn transfer metaqnn-run/trained --config svhn.toml --mode scratch\n"
        "  metaqnn transfer metaqnn-run/trained --config svhn.toml --mode finetune --trainings 3\n"
        "  metaqnn report metaqnn-run/trained        the errors of both, beside each other\n"
        "What comes of it is a run like a search: metaqnn status, report and resume know it.");
    command->callback([options, &result] {
        SessionRequest& session = options->request.session;
        if (session.run.empty()) {
            session.run = (fs::path(options->run) / ("transfer-" + options->mode)).string();
        }
        session.configuration = [options] { return transfer_configuration(*options); };
        result.exit_code = run_session(session);
    });
}

}  // namespace metaqnn
