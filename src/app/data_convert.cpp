// metaqnn data convert: one source, one HDF5 file; see data_convert.hpp.
#include "app/data_convert.hpp"

#include <cstdio>
#include <filesystem>

#include <spdlog/spdlog.h>

#include "app/data_tables.hpp"
#include "app/table.hpp"
#include "app/text_file.hpp"
#include "config/load_config.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "data/hdf5_writer.hpp"
#include "data/image_tree.hpp"
#include "data/resize.hpp"

namespace metaqnn {
namespace {

namespace fs = std::filesystem;

void check(const ConvertOptions& options) {
    require(options.side >= 0 && options.side <= max_image_side,
            "--side " + std::to_string(options.side) + " (must be 1 to " +
                std::to_string(max_image_side) + " pixels); change it");
    std::error_code ignored;
    require(!fs::exists(options.out, ignored),
            options.out + " exists (it is not overwritten); delete it or choose another name");
    const fs::path folder = fs::absolute(options.out).parent_path();
    require(fs::is_directory(folder, ignored), folder.string() + ": no such folder (" +
                                                   options.out + " is to be made in it); make it");
}

Dataset read_configured(const ConvertOptions& options) {
    const RunConfig config =
        load_config(read_text_file(options.source), options.source, options.overrides);
    require(!options.test_fraction,
            options.source + ": --test-fraction goes with a folder of images; leave it out");
    Dataset data = read_dataset(config.data, static_cast<std::uint64_t>(config.run.seed));
    if (options.side == 0) return data;
    data.train = resize(data.train, options.side);
    data.test = resize(data.test, options.side);
    return data;
}

Dataset read_folder(const ConvertOptions& options) {
    require(options.overrides.empty(),
            options.source + ": --set goes with a TOML file (this is a folder); leave it out");
    TreeSpec spec{options.source, options.side};
    spec.test_fraction = options.test_fraction.value_or(spec.test_fraction);
    require(spec.test_fraction > 0.0 && spec.test_fraction <= 0.5,
            "--test-fraction " + fixed(spec.test_fraction, 3) +
                " (must be over 0 and at most 0.5); change it");
    ImageTree tree = read_image_tree(spec);
    for (const std::string& line : tree.left_out) spdlog::warn("left out {}", printable(line));
    if (!tree.left_out.empty()) spdlog::warn("left out {} files or folders", tree.left_out.size());
    return std::move(tree.data);
}

void print_data(const Dataset& data, const std::string& out) {
    const ImageShape shape = data.train.shape;
    const std::vector<PartSummary> parts{
        {"train", class_counts(data.train.labels, data.train.classes)},
        {"test", class_counts(data.test.labels, data.test.classes)}};
    std::printf("%s\n%s\n", parts_table(parts).c_str(),
                classes_table(parts, data.class_names).c_str());
    std::printf("%s: images of %d x %d x %d. In a configuration:\n\n", printable(out).c_str(),
                shape.channels, shape.side, shape.side);
    std::printf("[data]\nkind = \"hdf5\"\npath = \"%s\"\n", printable(out).c_str());
}

}  // namespace

void convert_images(const ConvertOptions& options) {
    check(options);
    std::error_code ignored;
    const bool is_tree = fs::is_directory(options.source, ignored);
    const Dataset data = is_tree ? read_folder(options) : read_configured(options);
    write_hdf5(options.out, data);
    print_data(data, options.out);
}

}  // namespace metaqnn
