// Named tensors in a file.
#include "io/tensors.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "core/error.hpp"
#include "io/attributes.hpp"

namespace metaqnn {
namespace {

constexpr std::int64_t most_tensors = 10'000;

std::string link_prefix(std::size_t number) { return std::to_string(number) + ":"; }

/// Number of a link NUMBER:NAME; none: another link.
std::optional<std::size_t> number_of(const std::string& link) {
    std::size_t number = 0;
    const char* end = link.data() + link.size();
    const auto [rest, error] = std::from_chars(link.data(), end, number);
    if (error != std::errc{} || rest == end || *rest != ':') return std::nullopt;
    return number;
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

void write_tensors(const h5::File& file, const std::vector<Tensor>& tensors,
                   h5::Checksums checksums) {
    h5::write_integer(file.id(), "tensors", static_cast<std::int64_t>(tensors.size()),
                      h5::name_of(file));
    for (std::size_t number = 0; number < tensors.size(); ++number) {
        const Tensor& tensor = tensors[number];
        h5::write_array<float>(file, link_prefix(number) + tensor.name, tensor.shape, tensor.values,
                               checksums);
    }
}

std::vector<Tensor> read_tensors(const h5::File& file, std::int64_t most_numbers) {
    const std::string path = h5::name_of(file);
    // Each on its own is not larger than the file; many that share their place could be.
    const std::uint64_t room = h5::bytes_of(file) / sizeof(float);
    most_numbers = std::min(most_numbers, static_cast<std::int64_t>(room));
    std::vector<Tensor> tensors;
    for (const std::string& link : tensor_links(file, path)) {
        require(!link.empty(), path + " lacks a tensor; the file is damaged");
        h5::Array<float> array = h5::read_array<float>(file, link, most_numbers);
        most_numbers -= static_cast<std::int64_t>(array.numbers.size());
        tensors.push_back(
            {link.substr(link.find(':') + 1), std::move(array.shape), std::move(array.numbers)});
    }
    return tensors;
}

}  // namespace metaqnn
