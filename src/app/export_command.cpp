// metaqnn export: a stored network as a file that other programs read.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>

#include "app/command.hpp"
#include "app/run_folder.hpp"
#include "app/text_file.hpp"
#include "app/trained_networks.hpp"
#include "core/error.hpp"
#include "export/onnx_model.hpp"
#include "io/weights.hpp"

namespace metaqnn {
namespace {

struct ExportOptions {
    std::string input;  // RUN, or a file of weights
    std::optional<TrialId> trial;
    std::string format;
    std::string out;
};

// "3, 7, 12": the best first, and not too many for a line.
std::string listed(const std::vector<TrialId>& trials) {
    constexpr std::size_t most = 20;
    std::string text;
    for (std::size_t i = 0; i < trials.size() && i < most; ++i) {
        text += (i == 0 ? "" : ", ") + std::to_string(trials[i]);
    }
    return text + (trials.size() > most ? ", ..." : "");
}

// The file of the trial that is asked for, else of the best that has one.
std::string stored_weights(const ExportOptions& options) {
    if (!std::filesystem::is_directory(options.input)) {
        require(!options.trial, "--trial chooses among the networks of a run (" + options.input +
                                    " is a file of one); leave it out");
        return options.input;
    }
    const RunFolder run{options.input};
    std::vector<TrialId> stored;
    bool known = false;
    for (const TrainedNetwork& network : trained_networks(options.input)) {
        known = known || network.trial == options.trial;
        if (std::filesystem::exists(run.weights(network.trial))) stored.push_back(network.trial);
    }
    const std::string there = stored.empty() ? "none are (output.keep_models = 0?); train again"
                                             : "choose among " + listed(stored);
    if (!options.trial) {
        require(!stored.empty(), "the run " + options.input + " has no stored weights; " + there);
        return run.weights(stored.front());
    }
    const std::string trial = "trial " + std::to_string(*options.trial);
    require(known,
            "the run " + options.input + " has no trained network of " + trial + "; " + there);
    require(std::ranges::find(stored, *options.trial) != stored.end(),
            "the weights of " + trial + " were not kept (it is none of the best); " + there);
    return run.weights(*options.trial);
}

void export_network(const ExportOptions& options) {
    require(options.format == "onnx" || options.format == "hdf5",
            "--format " + options.format + " is unknown; choose onnx or hdf5");
    require(!std::filesystem::exists(options.out),
            options.out + " exists; choose another file with --out");
    const StoredNetwork network = read_weights(stored_weights(options));
    if (options.format == "onnx") {
        write_text_file(options.out, to_onnx(network));
    } else {
        write_weights(options.out, network);
    }
}

}  // namespace

void add_export(CLI::App& app, CommandResult& /*result*/) {
    auto options = std::make_shared<ExportOptions>();
    CLI::App* command =
        app.add_subcommand("export", "Write a trained network as ONNX or as an HDF5 file");
    command->add_option("input", options->input, "RUN, or a file of weights (RUN/models/*.h5)")
        ->required()
        ->check(CLI::ExistingPath);
    command->add_option("--trial", options->trial, "Of RUN (default: the best that is stored)");
    command->add_option("--format", options->format, "onnx or hdf5")->required();
    command->add_option("--out", options->out, "File to write")->required();
    command->footer(
        "Examples:\n  metaqnn export metaqnn-run --format onnx --out best.onnx\n"
        "  metaqnn export metaqnn-run --trial 12 --format hdf5 --out network.h5\n"
        "ONNX: input `pixels`, uint8 [N, C, H, W] as in the images' files; output `logits`,\n"
        "float32 [N, classes]. HDF5: metaqnn_analysis.load_network makes a torch module of it.");
    command->callback([options] { export_network(*options); });
}

}  // namespace metaqnn
