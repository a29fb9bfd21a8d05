// The file of a network's predictions.
#include "io/predictions.hpp"

#include <algorithm>
#include <array>

#include "core/error.hpp"
#include "io/arrays.hpp"
#include "io/attributes.hpp"
#include "io/handles.hpp"
#include "io/own_objects.hpp"
#include "io/replace_file.hpp"

namespace metaqnn {
namespace {

constexpr const char* predictions_format = "metaqnn predictions";
constexpr std::int64_t predictions_version = 1;
constexpr std::int64_t most_classes = 65'536;  // that labels can tell apart
constexpr h5::Checksums checksums = h5::Checksums::fletcher32;

void write_part(const h5::File& file, const std::string& name, const Predictions& part) {
    h5::create_group(file, name);
    const std::array labels{part.size()};
    const std::array probabilities{part.size(), std::int64_t{part.classes}};
    h5::write_array<std::uint16_t>(file, name + "/labels", labels, part.labels, checksums);
    h5::write_array<float>(file, name + "/probabilities", probabilities, part.probabilities,
                           checksums);
}

Predictions read_part(const h5::File& file, const std::string& name, int classes) {
    h5::Array<std::uint16_t> labels = h5::read_array<std::uint16_t>(file, name + "/labels");
    h5::Array<float> probabilities = h5::read_array<float>(file, name + "/probabilities");
    const std::string where = h5::name_of(file) + ": " + name;
    require(labels.shape.size() == 1 &&
                probabilities.shape == std::vector{labels.shape[0], std::int64_t{classes}},
            where + " has other shapes than predictions; the file is damaged");
    const auto is_class = [classes](std::uint16_t label) { return label < classes; };
    const auto is_fraction = [](float value) { return value >= 0.0F && value <= 1.0F; };
    require(std::ranges::all_of(labels.numbers, is_class) &&
                std::ranges::all_of(probabilities.numbers, is_fraction),
            where + " holds numbers that predictions cannot have; the file is damaged");
    return {classes, std::move(labels.numbers), std::move(probabilities.numbers)};
}

}  // namespace

std::string predictions_file(const std::string& folder, TrialId trial) {
    return folder + "/trial-" + std::to_string(trial) + ".h5";
}

void write_predictions(const std::string& path, const StoredPredictions& stored) {
    const Predictions& validation = stored.predictions.validation;
    const Predictions& test = stored.predictions.test;
    expect(validation.classes == test.classes, "write_predictions: parts of different classes");
    replace_file(path, [&](const h5::File& file) {
        h5::write_text(file.id(), "format", predictions_format, path);
        h5::write_integer(file.id(), "version", predictions_version, path);
        h5::write_integer(file.id(), "trial", stored.trial, path);
        h5::write_text(file.id(), "architecture", to_text(stored.architecture), path);
        h5::write_integer(file.id(), "images", std::int64_t{stored.images}, path);
        h5::write_integer(file.id(), "classes", std::int64_t{test.classes}, path);
        write_part(file, "validation", validation);
        write_part(file, "test", test);
    });
}

StoredPredictions read_predictions(const std::string& path) {
    const h5::File file = h5::open_file(path, h5::Access::read);
    require(h5::has_attribute(file.id(), "format") &&
                h5::read_text(file.id(), "format", path) == predictions_format,
            path + " is no file of predictions");
    require(h5::read_integer(file.id(), "version", path) == predictions_version,
            path + " is of another version than this program reads (" +
                std::to_string(predictions_version) + "); use a newer metaqnn");
    StoredPredictions stored;
    stored.trial = h5::read_integer(file.id(), "trial", path);
    stored.architecture = parse_architecture(h5::read_text(file.id(), "architecture", path));
    const std::int64_t images = h5::read_integer(file.id(), "images", path);
    const std::int64_t classes = h5::read_integer(file.id(), "classes", path);
    require(images >= 0 && images <= UINT32_MAX && classes >= 1 && classes <= most_classes,
            path + ": images = " + std::to_string(images) +
                ", classes = " + std::to_string(classes) + "; the file is damaged");
    stored.images = static_cast<std::uint32_t>(images);
    stored.predictions = {read_part(file, "validation", static_cast<int>(classes)),
                          read_part(file, "test", static_cast<int>(classes))};
    return stored;
}

}  // namespace metaqnn
