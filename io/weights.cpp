// The file of a network's weights.
#include "io/weights.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "core/error.hpp"
#include "core/text.hpp"
#include "io/arrays.hpp"
#include "io/attributes.hpp"
#include "io/handles.hpp"
#include "io/replace_file.hpp"
#include "io/tensors.hpp"

namespace metaqnn {
namespace {

constexpr const char* weights_format = "metaqnn weights";
constexpr std::int64_t weights_version = 2;
constexpr std::int64_t largest_size = 1'000'000;

int read_size(const h5::File& file, const char* name, const std::string& path) {
    const std::int64_t value = h5::read_integer(file.id(), name, path);
    require(value >= 1 && value <= largest_size,
            path + ": " + name + " = " + std::to_string(value) + "; the file is damaged");
    return static_cast<int>(value);
}

/// The one of the choices that an attribute names.
template <class Choices>
auto read_choice(const h5::File& file, const char* name, const Choices& choices,
                 const std::string& path) {
    const std::string text = h5::read_text(file.id(), name, path);
    const auto* const found =
        std::ranges::find(choices, text, [](const auto& choice) { return to_text(choice); });
    require(found != choices.end(), path + ": " + name + " = \"" + printable(text) +
                                        "\" is unknown to this program; use a newer metaqnn");
    return *found;
}

bool read_flag(const h5::File& file, const char* name, const std::string& path) {
    const std::int64_t value = h5::read_integer(file.id(), name, path);
    require(value == 0 || value == 1,
            path + ": " + name + " = " + std::to_string(value) + "; the file is damaged");
    return value == 1;
}

std::vector<float> read_channels(const h5::File& file, const char* name, int channels,
                                 const std::string& path) {
    auto array = h5::read_array<float>(file, name, channels);
    const bool numbers =
        std::ranges::all_of(array.numbers, [](float number) { return std::isfinite(number); });
    require(array.shape.size() == 1 && array.shape[0] == channels && numbers,
            path + ": " + name + " is not a number a channel; the file is damaged");
    return std::move(array.numbers);
}

void write_inference(const h5::File& file, const StoredNetwork& network, const std::string& path) {
    const InferenceRules& rules = network.rules;
    h5::write_text(file.id(), "normalisation", to_text(rules.normalisation), path);
    h5::write_text(file.id(), "activation", to_text(rules.activation), path);
    h5::write_integer(file.id(), "batch_norm", std::int64_t{rules.batch_norm}, path);
    h5::write_integer(file.id(), "dropout", std::int64_t{rules.dropout}, path);
    h5::write_integer(file.id(), "gap_relu", std::int64_t{rules.gap_relu}, path);
    const std::array<std::int64_t, 1> shape{network.input.channels};
    h5::write_array<float>(file, "mean", shape, network.mean);
    h5::write_array<float>(file, "deviation", shape, network.deviation);
}

void read_inference(const h5::File& file, StoredNetwork& network, const std::string& path) {
    InferenceRules& rules = network.rules;
    rules.normalisation = read_choice(file, "normalisation", normalisations, path);
    rules.activation = read_choice(file, "activation", activations, path);
    rules.batch_norm = read_flag(file, "batch_norm", path);
    rules.dropout = read_flag(file, "dropout", path);
    rules.gap_relu = read_flag(file, "gap_relu", path);
    network.mean = read_channels(file, "mean", network.input.channels, path);
    network.deviation = read_channels(file, "deviation", network.input.channels, path);
    require(std::ranges::all_of(network.deviation, [](float number) { return number > 0.0F; }),
            path + ": a deviation is not above 0; the file is damaged");
}

}  // namespace

void write_weights(const std::string& path, const StoredNetwork& network) {
    replace_file(path, [&](const h5::File& file) {
        h5::write_text(file.id(), "format", weights_format, path);
        h5::write_integer(file.id(), "version", weights_version, path);
        h5::write_integer(file.id(), "trial", network.trial, path);
        h5::write_text(file.id(), "architecture", to_text(network.architecture), path);
        h5::write_integer(file.id(), "channels", std::int64_t{network.input.channels}, path);
        h5::write_integer(file.id(), "side", std::int64_t{network.input.side}, path);
        h5::write_integer(file.id(), "classes", std::int64_t{network.classes}, path);
        write_inference(file, network, path);
        write_tensors(file, network.tensors);
    });
}

StoredNetwork read_weights(const std::string& path) {
    const h5::PropertyList access = h5::file_access();
    require(H5Fis_hdf5(path.c_str()) != 0,
            path + " is no file of weights; give a run folder or a file of its models/");
    const h5::File file = h5::open_file(path, h5::Access::read, access);
    require(h5::has_attribute(file.id(), "format") &&
                h5::read_text(file.id(), "format", path) == weights_format,
            path + " is no file of weights; give a run folder or a file of its models/");
    const std::int64_t found = h5::read_integer(file.id(), "version", path);
    require(found == 1 || found == weights_version,
            path + " is of version " + std::to_string(found) + " (this program reads up to " +
                std::to_string(weights_version) + "); use a newer metaqnn");
    StoredNetwork network;
    network.trial = h5::read_integer(file.id(), "trial", path);
    network.architecture = parse_architecture(h5::read_text(file.id(), "architecture", path));
    network.input = {read_size(file, "channels", path), read_size(file, "side", path)};
    network.classes = read_size(file, "classes", path);
    if (found == weights_version) read_inference(file, network, path);
    network.tensors = read_tensors(file);
    return network;
}

}  // namespace metaqnn
