// metaqnn data info: what is read from the files of a configuration.
#include <cstdio>
#include <memory>

#include "app/command.hpp"
#include "app/table.hpp"
#include "app/text_file.hpp"
#include "config/load_config.hpp"
#include "data/read_dataset.hpp"

namespace metaqnn {
namespace {

struct DataOptions {
    std::string config;
    std::vector<std::string> overrides;
};

void data_info(const DataOptions& options) {
    const RunConfig config =
        load_config(read_text_file(options.config), options.config, options.overrides);
    const DatasetSummary summary =
        describe_dataset(config.data, static_cast<std::uint64_t>(config.run.seed));
    std::printf("kind     %s\n", std::string(to_text(summary.kind)).c_str());
    for (const std::string& file : summary.files) std::printf("file     %s\n", file.c_str());
    std::printf("shape    %d x %d x %d (channels x pixels x pixels)\n", summary.shape.channels,
                summary.shape.side, summary.shape.side);
    std::printf("classes  %d\n\n", summary.classes);
    TextTable parts({"part", "images", "fewest of a class", "most of a class"});
    for (const PartSummary& part : summary.parts) {
        parts.add({part.name, grouped(part.images), grouped(part.fewest_of_a_class),
                   grouped(part.most_of_a_class)});
    }
    TextTable channels({"channel", "mean", "deviation"});
    for (std::size_t c = 0; c < summary.statistics.mean.size(); ++c) {
        channels.add({std::to_string(c), fixed(summary.statistics.mean[c], 2),
                      fixed(summary.statistics.deviation[c], 2)});
    }
    std::printf("%s\n%s\nGrey levels (0 to 255) of the training images.\n",
                parts.markdown().c_str(), channels.markdown().c_str());
}

}  // namespace

void add_data(CLI::App& app, CommandResult& /*result*/) {
    CLI::App* command = app.add_subcommand("data", "The images of a configuration");
    command->require_subcommand(1);
    auto options = std::make_shared<DataOptions>();
    CLI::App* info = command->add_subcommand("info", "Shapes, classes, counts and means");
    info->add_option("config", options->config, "TOML file")->required();
    info->add_option("--set", options->overrides, "section.key=value, overrides the file");
    info->footer("Example:\n  metaqnn data info search.toml");
    info->callback([options] { data_info(*options); });
}

}  // namespace metaqnn
