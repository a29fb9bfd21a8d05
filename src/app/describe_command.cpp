// metaqnn describe: the layers of one network with their shapes and costs.
#include <cstdio>
#include <memory>
#include <string>

#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "app/table.hpp"
#include "core/cost.hpp"
#include "core/error.hpp"

namespace metaqnn {
namespace {

struct DescribeOptions {
    std::string architecture;
    std::vector<int> input{1, 28, 28};
    int batch = 128;
    bool json = false;
};

std::string shape_text(FeatureMap map) {
    const std::string side = std::to_string(map.side);
    return std::to_string(map.channels) + "," + side + "," + side;
}

nlohmann::ordered_json cost_json(const Cost& cost) {
    nlohmann::ordered_json layers = nlohmann::json::array();
    for (const LayerCost& layer : cost.layers) {
        layers.push_back({{"text", to_text(layer.layer)},
                          {"output", {layer.output.channels, layer.output.side, layer.output.side}},
                          {"parameters", layer.parameters},
                          {"multiply_adds", layer.multiply_adds}});
    }
    return {{"parameters", cost.parameters},
            {"multiply_adds", cost.multiply_adds},
            {"memory_bytes", cost.memory_bytes},
            {"layers", layers}};
}

void print_cost(const Cost& cost, int batch) {
    TextTable table({"layer", "output", "parameters", "multiply-adds"});
    for (const LayerCost& layer : cost.layers) {
        table.add({to_text(layer.layer), shape_text(layer.output), grouped(layer.parameters),
                   grouped(layer.multiply_adds)});
    }
    table.add({"total", "", grouped(cost.parameters), grouped(cost.multiply_adds)});
    std::printf("%s\nA training step of %d images takes about %s (ReLU, Adam, float32).\n",
                table.markdown().c_str(), batch, bytes_text(cost.memory_bytes).c_str());
}

void describe(const DescribeOptions& options) {
    require(options.input.size() == 3 && options.input[1] == options.input[2] &&
                options.input[0] >= 1 && options.input[1] >= 1,
            "--input must be C,H,W with H = W, for instance 1,28,28");
    const Architecture architecture = parse_architecture(options.architecture);
    StepShape step;
    step.batch = options.batch;
    const Cost cost = cost_of(architecture, {options.input[0], options.input[1]}, step);
    if (options.json) {
        std::printf("%s\n", cost_json(cost).dump(2).c_str());
    } else {
        print_cost(cost, options.batch);
    }
}

}  // namespace

void add_describe(CLI::App& app, CommandResult& /*result*/) {
    auto options = std::make_shared<DescribeOptions>();
    CLI::App* command = app.add_subcommand("describe", "Shapes and costs of one network");
    command
        ->add_option("architecture", options->architecture, "For instance \"[C(64,3,1), SM(10)]\"")
        ->required();
    command->add_option("--input", options->input, "Shape of an image, C,H,W (pixels)")
        ->delimiter(',')
        ->expected(3)
        ->capture_default_str();
    command->add_option("--batch", options->batch, "Images in a training step")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command->add_flag("--json", options->json, "Machine-readable");
    command->footer("Example:\n  metaqnn describe \"[C(64,3,1), P(2,2), SM(10)]\" --input 3,32,32");
    command->callback([options] { describe(*options); });
}

}  // namespace metaqnn
