// Lists of short texts; see texts.hpp.
#include "io/texts.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "io/attributes.hpp"
#include "io/own_objects.hpp"

namespace metaqnn::h5 {
namespace {

constexpr std::size_t longest_listed_text = 4096;

/// Count of a dataset [N]; -1 for any other shape.
std::int64_t count_of(const Dataset& dataset, const std::string& operation,
                      const std::string& path) {
    const Dataspace space(H5Dget_space(dataset.id()), operation, path);
    if (check(H5Sget_simple_extent_ndims(space.id()), operation, path) != 1) return -1;
    return check(H5Sget_simple_extent_npoints(space.id()), operation, path);
}

}  // namespace

void write_texts(const File& file, const std::string& name, std::span<const std::string> texts) {
    const std::string path = name_of(file);
    const std::string operation = "write " + name + " into";
    std::size_t bytes = 1;
    for (const std::string& text : texts) bytes = std::max(bytes, text.size());
    std::string padded;
    for (const std::string& text : texts) {
        padded += text;
        padded.append(bytes - text.size(), '\0');
    }
    const hsize_t count = texts.size();
    const Dataspace space(H5Screate_simple(1, &count, nullptr), operation, path);
    const Datatype type = text_type(bytes);
    const Dataset dataset(H5Dcreate2(file.id(), name.c_str(), type.id(), space.id(), H5P_DEFAULT,
                                     H5P_DEFAULT, H5P_DEFAULT),
                          operation, path);
    check(H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, padded.data()),
          operation, path);
}

std::vector<std::string> read_texts(const File& file, const std::string& name, std::int64_t most) {
    const std::string path = name_of(file);
    const std::string operation = "read " + name + " in";
    const Dataset dataset = open_dataset(file, name);
    const Datatype type(H5Dget_type(dataset.id()), operation, path);
    const std::int64_t count = count_of(dataset, operation, path);
    require(
        H5Tget_class(type.id()) == H5T_STRING && H5Tis_variable_str(type.id()) == 0 && count >= 0,
        path + ": " + name + " is no list of texts of fixed length; store it as such");
    const std::size_t bytes = H5Tget_size(type.id());
    require(bytes <= longest_listed_text && count <= most,
            path + ": " + name + " holds " + std::to_string(count) + " texts of up to " +
                std::to_string(bytes) + " bytes (at most " + std::to_string(most) + " of " +
                std::to_string(longest_listed_text) + " can be read); store fewer or shorter ones");
    std::string padded(static_cast<std::size_t>(count) * bytes, '\0');
    check(H5Dread(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, padded.data()), operation,
          path);
    std::vector<std::string> texts;
    for (std::size_t first = 0; first < padded.size(); first += bytes) {
        std::string text = padded.substr(first, bytes);
        text.resize(std::min(text.find('\0'), text.size()));
        texts.push_back(std::move(text));
    }
    return texts;
}

}  // namespace metaqnn::h5
