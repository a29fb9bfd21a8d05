// metaqnn data: what is read from the files of a configuration, and images written as HDF5.
#include <cstdio>
#include <memory>

#include "app/command.hpp"
#include "app/data_convert.hpp"
#include "app/data_tables.hpp"
#include "app/table.hpp"
#include "app/text_file.hpp"
#include "config/load_config.hpp"

namespace metaqnn {
namespace {

struct InfoOptions {
    std::string config;
    std::vector<std::string> overrides;
};

void data_info(const InfoOptions& options) {
    const RunConfig config =
        load_config(read_text_file(options.config), options.config, options.overrides);
    const DatasetSummary summary =
        describe_dataset(config.data, static_cast<std::uint64_t>(config.run.seed));
    std::printf("kind     %s\n", std::string(to_text(summary.kind)).c_str());
    for (const std::string& file : summary.files) std::printf("file     %s\n", file.c_str());
    std::printf("shape    %d x %d x %d (channels x pixels x pixels)\n", summary.shape.channels,
                summary.shape.side, summary.shape.side);
    std::printf("classes  %d\n\n", summary.classes);
    TextTable channels({"channel", "mean", "deviation"});
    for (std::size_t c = 0; c < summary.statistics.mean.size(); ++c) {
        channels.add({std::to_string(c), fixed(summary.statistics.mean[c], 2),
                      fixed(summary.statistics.deviation[c], 2)});
    }
    std::printf("%s\n%s\n%s\nGrey levels (0 to 255) of the training images.\n",
                parts_table(summary.parts).c_str(),
                classes_table(summary.parts, summary.class_names).c_str(),
                channels.markdown().c_str());
}

void add_info(CLI::App& data) {
    auto options = std::make_shared<InfoOptions>();
    CLI::App* command = data.add_subcommand("info", "Shapes, classes, counts and means");
    command->add_option("config", options->config, "TOML file")->required();
    command->add_option("--set", options->overrides, "section.key=value, overrides the file");
    command->footer("Example:\n  metaqnn data info search.toml");
    command->callback([options] { data_info(*options); });
}

void add_convert(CLI::App& data) {
    auto options = std::make_shared<ConvertOptions>();
    CLI::App* command =
        data.add_subcommand("convert", "Writes images as one HDF5 file, for data.kind = \"hdf5\"");
    command
        ->add_option("source", options->source,
                     "TOML file that names images, or a folder with one folder a class")
        ->required();
    command->add_option("out", options->out, "HDF5 file to be made")->required();
    command->add_option("--side", options->side, "Side of the images to be written (pixels)");
    command->add_option("--test-fraction", options->test_fraction,
                        "Part of a folder without test/ that becomes the test set (0.1)");
    command->add_option("--set", options->overrides, "section.key=value, overrides the TOML file");
    command->footer(convert_examples);
    command->callback([options] { convert_images(*options); });
}

}  // namespace

void add_data(CLI::App& app, CommandResult& /*result*/) {
    CLI::App* command = app.add_subcommand("data", "The images of a configuration");
    command->require_subcommand(1);
    add_info(*command);
    add_convert(*command);
}

}  // namespace metaqnn
