// metaqnn evaluate: the test error of stored weights, on any images that fit them.
#include <algorithm>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>

#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "app/confusion_report.hpp"
#include "app/images.hpp"
#include "app/run_folder.hpp"
#include "app/scratch_folder.hpp"
#include "app/stop_signals.hpp"
#include "app/stored_config.hpp"
#include "app/table.hpp"
#include "app/test_networks.hpp"
#include "app/text_file.hpp"
#include "app/workers.hpp"
#include "config/dump_config.hpp"
#include "config/load_config.hpp"
#include "core/error.hpp"
#include "export/read_onnx.hpp"
#include "io/journal_reader.hpp"
#include "io/predictions.hpp"
#include "io/weights.hpp"

namespace metaqnn {
namespace {

namespace fs = std::filesystem;

struct EvaluateOptions {
    std::string input;
    std::string config;
    std::vector<std::string> overrides;
    int workers = 1;
    bool json = false;
};

/// What came of the test of one file of weights.
struct Tested {
    std::string file;
    Architecture architecture;
    std::optional<double> validation_error;
    double test_error = 0.0;
    std::int64_t test_images = 0;
    double images_per_second = 0.0;  ///< of both parts, with building and loading the network
    Confusion confusion;             ///< of the test images
};

std::vector<std::string> weights_of(const std::string& input) {
    if (!fs::is_directory(input)) return {input};
    std::vector<std::string> files;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(RunFolder{input}.models(), none)) {
        if (entry.path().extension() == ".h5") files.push_back(entry.path().string());
    }
    std::ranges::sort(files);
    require(!files.empty(), "the run " + input +
                                " has no stored weights; wait until a network is trained, or "
                                "search with output.keep_models above 0");
    return files;
}

// How the networks were trained, and the images of --config if it is given.
RunConfig evaluate_configuration(const EvaluateOptions& options) {
    RunConfig config;
    if (fs::is_directory(options.input)) {
        config = stored_config(options.input);
        if (!options.config.empty()) {
            config.data = load_config(read_text_file(options.config), options.config).data;
        }
    } else {
        require(!options.config.empty(),
                options.input + " holds weights only; name the images with --config");
        config = load_config(read_text_file(options.config), options.config);
    }
    config.workers.trainer = TrainerKind::torch;  // nothing else has weights
    return load_config(dump_config(config, Comments::none), "the configuration", options.overrides);
}

std::string images_text(ImageShape shape, int classes) {
    return std::to_string(shape.channels) + "x" + std::to_string(shape.side) + "x" +
           std::to_string(shape.side) + ", " + std::to_string(classes) + " classes";
}

bool is_onnx(const std::string& file) { return fs::path(file).extension() == ".onnx"; }

StoredNetwork network_of(const std::string& file) {
    if (!is_onnx(file)) return read_weights(file);
    constexpr std::uintmax_t most_mebibytes = 2048;  // of ONNX
    try {
        return from_onnx(read_whole_file(file, most_mebibytes));
    } catch (const ConfigError& error) {
        throw ConfigError(file + ": " + error.what());
    }
}

void check_fit(const std::string& file, const StoredNetwork& network, const ImageFacts& images) {
    const std::string needs = images_text(network.input, network.classes);
    const std::string has = images_text(images.shape, images.classes);
    require(needs == has, "the network of " + file + " is for other images (" + needs +
                              ") than data.path has (" + has + "); name images that fit");
}

// The networks as trials of a run in `scratch`, numbered in the order of the files.
std::deque<Trial> make_trials(const std::vector<std::string>& files, const ImageFacts& images,
                              const RunFolder& scratch) {
    fs::create_directories(scratch.models());
    fs::create_directories(scratch.predictions());
    std::deque<Trial> trials;
    for (const std::string& file : files) {
        const StoredNetwork network = network_of(file);
        check_fit(file, network, images);
        Trial trial;
        trial.id = static_cast<TrialId>(trials.size());
        trial.architecture = network.architecture;
        trial.task = Task::test;
        if (is_onnx(file)) {
            write_weights(scratch.weights(trial.id), network);
        } else {
            fs::create_symlink(fs::absolute(file), scratch.weights(trial.id));
        }
        trials.push_back(std::move(trial));
    }
    return trials;
}

Tested tested(const std::string& file, const Evaluation& evaluation, const RunFolder& scratch) {
    if (evaluation.status != Status::ok || !evaluation.message.empty()) {
        throw IoError("cannot test " + file + " (" + evaluation.message + ")");
    }
    const std::string path = scratch.predictions(evaluation.trial);
    const StoredPredictions stored = read_predictions(path);
    fs::remove(path);
    const auto& [validation, test] = stored.predictions;
    return {file,
            stored.architecture,
            error_of(validation),
            1.0 - accuracy_of(test),
            test.size(),
            static_cast<double>(validation.size() + test.size()) / evaluation.seconds,
            Confusion(test.classes, test.labels, answers_of(test))};
}

std::string to_markdown(const std::vector<Tested>& networks) {
    TextTable table({"weights", "validation error", "test error", "95 % interval",
                     "balanced accuracy", "images/s", "network"});
    for (const Tested& network : networks) {
        const double error = network.test_error;
        table.add({fs::path(network.file).filename().string(), percent(network.validation_error),
                   percent(error), percent_range(wilson_interval(error, network.test_images)),
                   percent(network.confusion.balanced_accuracy()),
                   grouped(static_cast<std::int64_t>(network.images_per_second)),
                   to_text(network.architecture)});
    }
    const Tested& best = networks.front();
    return "## Networks\n\n" + table.markdown() + "\nOn " + grouped(best.test_images) +
           " test images; intervals are Wilson's. Best validation error first.\n\n## Classes (" +
           fs::path(best.file).filename().string() + ")\n\n" + confusion_markdown(best.confusion);
}

std::string tests_json(const std::vector<Tested>& networks) {
    nlohmann::ordered_json json = nlohmann::json::array();
    for (const Tested& network : networks) {
        const double error = network.test_error;
        const Interval interval = wilson_interval(error, network.test_images);
        json.push_back({{"weights", network.file},
                        {"architecture", to_text(network.architecture)},
                        {"validation_error", network.validation_error
                                                 ? nlohmann::ordered_json(*network.validation_error)
                                                 : nlohmann::ordered_json(nullptr)},
                        {"test_error", error},
                        {"test_error_interval", {interval.low, interval.high}},
                        {"test_images", network.test_images},
                        {"images_per_second", network.images_per_second},
                        {"confusion", confusion_json(network.confusion)}});
    }
    return nlohmann::ordered_json{{"networks", std::move(json)}}.dump(2) + "\n";
}

int evaluate(const EvaluateOptions& options) {
    const StopSignals stop(std::chrono::steady_clock::time_point::max());
    const std::vector<std::string> files = weights_of(options.input);
    const RunConfig config = evaluate_configuration(options);
    check_trainer_program(config.workers.trainer);
    const ImageFacts images = image_facts(config);
    const ScratchFolder folder;
    const RunFolder scratch{folder.path()};
    std::deque<Trial> trials = make_trials(files, images, scratch);
    const auto pool = make_local_pool(config, images, scratch, options.workers, 0);
    std::vector<Tested> networks;
    const bool complete =
        test_networks(std::move(trials), *pool, stop, [&](const Evaluation& evaluation) {
            const auto number = static_cast<std::size_t>(evaluation.trial);
            networks.push_back(tested(files.at(number), evaluation, scratch));
        });
    if (!complete) throw IoError("stopped before all networks were tested");
    std::ranges::sort(networks, [](const Tested& a, const Tested& b) {
        return std::tie(a.validation_error, a.file) < std::tie(b.validation_error, b.file);
    });
    std::printf("%s", (options.json ? tests_json(networks) : to_markdown(networks)).c_str());
    return exit_done;
}

}  // namespace

void add_evaluate(CLI::App& app, CommandResult& result) {
    auto options = std::make_shared<EvaluateOptions>();
    CLI::App* command = app.add_subcommand("evaluate", "The test error of stored weights");
    command
        ->add_option("input", options->input,
                     "A file of weights (RUN/models/trial-N.h5), one that metaqnn export wrote, "
                     "or a run folder: all of its networks")
        ->required()
        ->check(CLI::ExistingPath);
    command
        ->add_option("--config", options->config,
                     "TOML: [data] of the images to test on (default: those of the run)")
        ->check(CLI::ExistingFile);
    command->add_option("--set", options->overrides,
                        "section.key=value, overrides the configuration; may be repeated");
    command->add_option("--workers", options->workers, "Trainer processes (default 1)")
        ->check(CLI::Range(1, 1024));
    command->add_flag("--json", options->json, "Machine-readable");
    command->footer(
        "Examples:\n  metaqnn evaluate metaqnn-run\n"
        "  metaqnn evaluate metaqnn-run --config other-images.toml --workers 2\n"
        "  metaqnn evaluate metaqnn-run/models/trial-7.h5 --config search.toml --json");
    command->callback([options, &result] { result.exit_code = evaluate(*options); });
}

}  // namespace metaqnn
