// The file of a network's weights.
#include "io/weights.hpp"

#include <cstdint>

#include "core/error.hpp"
#include "io/attributes.hpp"
#include "io/handles.hpp"
#include "io/replace_file.hpp"
#include "io/tensors.hpp"

namespace metaqnn {
namespace {

constexpr const char* format = "metaqnn weights";
constexpr std::int64_t version = 1;
constexpr std::int64_t largest_size = 1'000'000;

int read_size(const h5::File& file, const char* name, const std::string& path) {
    const std::int64_t value = h5::read_integer(file.id(), name, path);
    require(value >= 1 && value <= largest_size,
            path + ": " + name + " = " + std::to_string(value) + "; the file is damaged");
    return static_cast<int>(value);
}

}  // namespace

void write_weights(const std::string& path, const StoredNetwork& network) {
    replace_file(path, [&](const h5::File& file) {
        h5::write_text(file.id(), "format", format, path);
        h5::write_integer(file.id(), "version", version, path);
        h5::write_integer(file.id(), "trial", network.trial, path);
        h5::write_text(file.id(), "architecture", to_text(network.architecture), path);
        h5::write_integer(file.id(), "channels", std::int64_t{network.input.channels}, path);
        h5::write_integer(file.id(), "side", std::int64_t{network.input.side}, path);
        h5::write_integer(file.id(), "classes", std::int64_t{network.classes}, path);
        write_tensors(file, network.tensors);
    });
}

StoredNetwork read_weights(const std::string& path) {
    const h5::PropertyList access = h5::file_access();
    require(H5Fis_hdf5(path.c_str()) != 0, path + " is no file of weights");
    const h5::File file = h5::open_file(path, h5::Access::read, access);
    require(h5::has_attribute(file.id(), "format") &&
                h5::read_text(file.id(), "format", path) == format,
            path + " is no file of weights");
    require(h5::read_integer(file.id(), "version", path) == version,
            path + " is of another version than this program reads (" + std::to_string(version) +
                "); use a newer metaqnn");
    StoredNetwork network;
    network.trial = h5::read_integer(file.id(), "trial", path);
    network.architecture = parse_architecture(h5::read_text(file.id(), "architecture", path));
    network.input = {read_size(file, "channels", path), read_size(file, "side", path)};
    network.classes = read_size(file, "classes", path);
    network.tensors = read_tensors(file);
    return network;
}

}  // namespace metaqnn
