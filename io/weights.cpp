// The file of a network's weights.
#include "io/weights.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "core/error.hpp"
#include "io/arrays.hpp"
#include "io/attributes.hpp"
#include "io/handles.hpp"
#include "io/replace_file.hpp"

namespace metaqnn {
namespace {

constexpr const char* format = "metaqnn weights";
constexpr std::int64_t version = 1;
constexpr std::int64_t most_tensors = 10'000;
constexpr std::int64_t largest_size = 1'000'000;

std::string link_prefix(std::size_t number) { return std::to_string(number) + ":"; }

/// Number of a link NUMBER:NAME; none: another link.
std::optional<std::size_t> number_of(const std::string& link) {
    std::size_t number = 0;
    const char* end = link.data() + link.size();
    const auto [rest, error] = std::from_chars(link.data(), end, number);
    if (error != std::errc{} || rest == end || *rest != ':') return std::nullopt;
    return number;
}

int read_size(const h5::File& file, const char* name, const std::string& path) {
    const std::int64_t value = h5::read_integer(file.id(), name, path);
    require(value >= 1 && value <= largest_size,
            path + ": " + name + " = " + std::to_string(value) + "; the file is damaged");
    return static_cast<int>(value);
}

// Names of the file's links, by their number.
std::vector<std::string> tensor_links(const h5::File& file, const std::string& path) {
    const std::int64_t count = h5::read_integer(file.id(), "tensors", path);
    require(count >= 0 && count <= most_tensors,
            path + " claims " + std::to_string(count) + " tensors; the file is damaged");
    std::vector<std::string> links(static_cast<std::size_t>(count));
    H5G_info_t group{};
    h5::check(H5Gget_info(file.id(), &group), "list", path);
    for (hsize_t i = 0; i < group.nlinks && i < static_cast<hsize_t>(most_tensors); ++i) {
        std::array<char, 256> name{};
        h5::check(H5Lget_name_by_idx(file.id(), ".", H5_INDEX_NAME, H5_ITER_INC, i, name.data(),
                                     name.size(), H5P_DEFAULT),
                  "list", path);
        const std::optional<std::size_t> number = number_of(name.data());
        if (number && *number < links.size()) links[*number] = name.data();
    }
    return links;
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
        h5::write_integer(file.id(), "tensors", static_cast<std::int64_t>(network.tensors.size()),
                          path);
        for (std::size_t number = 0; number < network.tensors.size(); ++number) {
            const Tensor& tensor = network.tensors[number];
            h5::write_array<float>(file, link_prefix(number) + tensor.name, tensor.shape,
                                   tensor.values);
        }
    });
}

StoredNetwork read_weights(const std::string& path) {
    const h5::File file = h5::open_file(path, h5::Access::read);
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
    std::uint64_t left = h5::bytes_of(file) / sizeof(float);
    for (const std::string& link : tensor_links(file, path)) {
        require(!link.empty(), path + " lacks a tensor; the file is damaged");
        h5::Array<float> array = h5::read_array<float>(file, link);
        // Each on its own is not larger than the file; many that share their place could be.
        require(array.numbers.size() <= left,
                path + ": its tensors are larger than the file; it is damaged");
        left -= array.numbers.size();
        network.tensors.push_back(
            {link.substr(link.find(':') + 1), std::move(array.shape), std::move(array.numbers)});
    }
    return network;
}

}  // namespace metaqnn
