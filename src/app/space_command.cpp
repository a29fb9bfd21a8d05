// metaqnn space: how large a search space is, what its networks look like and what a search costs.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <utility>
#include <vector>

#include "app/command.hpp"
#include "app/images.hpp"
#include "app/measured_time.hpp"
#include "app/search_model.hpp"
#include "app/step_time.hpp"
#include "app/table.hpp"
#include "app/text_file.hpp"
#include "config/load_config.hpp"
#include "core/cost.hpp"
#include "core/mdp.hpp"

namespace metaqnn {
namespace {

constexpr int walks = 10'000;

constexpr double flop_per_multiply_add = 2.0;
// A training step costs a forward and a backward pass, the backward about twice the forward.
constexpr double passes = 3.0;

struct SpaceOptions {
    std::string config;
    std::vector<std::string> overrides;
    bool measure = true;
};

struct Sample {
    std::vector<Architecture> networks;
    std::vector<double> layers, parameters, multiply_adds, memory_bytes;
};

Sample sample_networks(const Mdp& mdp, const RunConfig& config, const ImageFacts& images) {
    Sample sample;
    const auto cost_of_network = cost_function(images, config.training);
    for (int i = 0; i < walks; ++i) {
        Rng random(derive_seed(static_cast<std::uint64_t>(config.run.seed), Stream::proposal,
                               static_cast<std::uint64_t>(i)));
        Architecture network = mdp.architecture(mdp.random_episode(random));
        const Cost cost = cost_of_network(network);
        sample.layers.push_back(static_cast<double>(network.layers.size()));
        sample.parameters.push_back(static_cast<double>(cost.parameters));
        sample.multiply_adds.push_back(static_cast<double>(cost.multiply_adds));
        sample.memory_bytes.push_back(static_cast<double>(cost.memory_bytes));
        sample.networks.push_back(std::move(network));
    }
    return sample;
}

double mean(const std::vector<double>& values) {
    double sum = 0.0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

void add_quantiles(TextTable& table, const std::string& name, std::vector<double> values) {
    const double average = mean(values);
    std::sort(values.begin(), values.end());
    const auto quantile = [&](double q) {
        const auto index = static_cast<std::size_t>(q * static_cast<double>(values.size() - 1));
        return grouped(std::llround(values[index]));
    };
    table.add({name, quantile(0.0), quantile(0.5), quantile(0.9), quantile(0.99), quantile(1.0),
               grouped(std::llround(average))});
}

double training_flop(const Sample& sample, const RunConfig& config, std::int64_t images) {
    return mean(sample.multiply_adds) * flop_per_multiply_add * passes *
           static_cast<double>(images) * config.training.epochs;
}

// FLOP/s of a worker on this machine, with the network whose cost is nearest to the mean.
double measured_speed(const Sample& sample, const RunConfig& config, ImageShape images) {
    const double average = mean(sample.multiply_adds);
    const auto nearest = std::ranges::min_element(
        sample.multiply_adds, {}, [&](double cost) { return std::abs(cost - average); });
    const auto index = static_cast<std::size_t>(nearest - sample.multiply_adds.begin());
    const Architecture& network = sample.networks[index];
    std::fprintf(stderr, "measuring training steps of %s ... (--no-measure leaves this out)\n",
                 to_text(network).c_str());
    return *nearest * flop_per_multiply_add * passes * config.training.batch /
           measure_step(network, images, config);
}

void show_cost(const Sample& sample, const RunConfig& config, const ImageFacts& images,
               bool measured) {
    const double training = training_flop(sample, config, images.training_images);
    const double all = training * static_cast<double>(config.search.trials);
    constexpr double reference_speed = 1e12;  // FLOP/s
    const double speed = measured ? measured_speed(sample, config, images.shape) : reference_speed;
    std::printf(
        "expected cost %.3g FLOP a training of %d epochs, %.3g FLOP for %s trainings:\n"
        "              %.3g hours for one worker at %.3g FLOP/s (%s), while networks are random\n",
        training, config.training.epochs, all, grouped(config.search.trials).c_str(),
        all / speed / 3600, speed, measured ? "measured here" : "not measured");
}

void show_space(const SpaceOptions& options) {
    RunConfig config =
        load_config(read_text_file(options.config), options.config, options.overrides);
    const ImageFacts images = image_facts(config);
    const bool measured = options.measure && config.workers.trainer == TrainerKind::torch;
    if (measured) measure_training_time(config, images);
    const std::unique_ptr<const Mdp> space = make_mdp(config, images);
    const Mdp& mdp = *space;
    std::printf("images        %d x %d x %d, %d classes\n", images.shape.channels,
                images.shape.side, images.shape.side, images.classes);
    std::printf("states        %s as the agent sees them, %s with the true side\n",
                grouped(mdp.state_count()).c_str(), grouped(mdp.node_count()).c_str());
    std::printf("Q values      %s\n", grouped(mdp.slot_count()).c_str());
    std::printf("networks      %.3g\n\n", mdp.path_count());
    const Sample sample = sample_networks(mdp, config, images);
    TextTable table(
        {"of 10,000 random networks", "least", "median", "90 %", "99 %", "most", "mean"});
    add_quantiles(table, "layers", sample.layers);
    add_quantiles(table, "parameters", sample.parameters);
    add_quantiles(table, "multiply-adds", sample.multiply_adds);
    if (!images.table) add_quantiles(table, "memory of a step (bytes)", sample.memory_bytes);
    std::printf("%s\n", table.markdown().c_str());
    if (!images.table) show_cost(sample, config, images, measured);
}

}  // namespace

void add_space(CLI::App& app, CommandResult& /*result*/) {
    auto options = std::make_shared<SpaceOptions>();
    CLI::App* command =
        app.add_subcommand("space", "Size of a search space, its networks, cost of a search");
    command->add_option("config", options->config, "TOML file")->required();
    command->add_option("--set", options->overrides, "section.key=value, overrides the file");
    command->add_flag("!--no-measure", options->measure,
                      "Do not measure how fast this machine trains (takes seconds to a minute)");
    command->footer("Example:\n  metaqnn space search.toml --set space.max_depth=6");
    command->callback([options] { show_space(*options); });
}

}  // namespace metaqnn
