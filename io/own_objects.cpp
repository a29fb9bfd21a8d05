// Opens groups and datasets of files that nobody vouches for.
#include "io/own_objects.hpp"

#include <algorithm>
#include <vector>

#include "core/error.hpp"

namespace metaqnn::h5 {
namespace {

void require_hard_link(const File& file, const std::string& path) {
    H5L_info_t link{};
    check(H5Lget_info(file.id(), path.c_str(), &link, H5P_DEFAULT), "read a link in",
          name_of(file));
    require(link.type == H5L_TYPE_HARD,
            name_of(file) + ": " + path +
                " is a link to elsewhere (not followed); store the data itself there");
}

/// Bytes of one chunk once it is unpacked; 0 if the dataset has none.
std::uint64_t chunk_bytes(const Dataset& dataset, const PropertyList& made,
                          const std::string& where) {
    if (H5Pget_layout(made.id()) != H5D_CHUNKED) return 0;
    constexpr int most_dimensions = H5S_MAX_RANK;
    std::vector<hsize_t> sides(most_dimensions);
    const int rank = check(H5Pget_chunk(made.id(), most_dimensions, sides.data()), "read", where);
    const Datatype type(H5Dget_type(dataset.id()), "read", where);
    std::uint64_t bytes = H5Tget_size(type.id());
    for (int i = 0; i < rank; ++i) {
        const hsize_t side = sides[static_cast<std::size_t>(i)];
        if (side != 0 && bytes > UINT64_MAX / side) return UINT64_MAX;
        bytes *= side;
    }
    return bytes;
}

void check_filters(const PropertyList& made, const std::string& where) {
    const int filters = check(H5Pget_nfilters(made.id()), "read", where);
    for (int i = 0; i < filters; ++i) {
        unsigned flags = 0;
        std::size_t values = 0;
        const H5Z_filter_t filter =
            check(H5Pget_filter2(made.id(), static_cast<unsigned>(i), &flags, &values, nullptr, 0,
                                 nullptr, nullptr),
                  "read", where);
        require(filter == H5Z_FILTER_DEFLATE || filter == H5Z_FILTER_SHUFFLE ||
                    filter == H5Z_FILTER_FLETCHER32,
                where + ": stored with filter " + std::to_string(filter) +
                    " (only deflate, shuffle and fletcher32 are read); write it with gzip");
    }
}

void check_storage(const Dataset& dataset, std::uint64_t file_bytes, const std::string& where) {
    const PropertyList made(H5Dget_create_plist(dataset.id()), "read", where);
    require(H5Pget_layout(made.id()) != H5D_VIRTUAL && H5Pget_external_count(made.id()) == 0,
            where + ": its numbers lie in other files (not followed); store them in this one");
    check_filters(made, where);
    constexpr std::uint64_t small = 1 << 20;
    require(chunk_bytes(dataset, made, where) <= std::max(small, largest_content(file_bytes)),
            where + ": a chunk is larger than the file can hold; the file is damaged");
}

}  // namespace

bool has_object(const File& file, const std::string& path) {
    // HDF5 asks for every group on the way to be there before it answers about the next one.
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
        const std::string part = path.substr(0, end);
        if (H5Lexists(file.id(), part.c_str(), H5P_DEFAULT) <= 0) return false;
        require_hard_link(file, part);
        if (end == std::string::npos) return true;
    }
}

Group open_group(const File& file, const std::string& path) {
    require(path == "/" || has_object(file, path), name_of(file) + " has no group " + path);
    return {H5Gopen2(file.id(), path.c_str(), H5P_DEFAULT), "open " + path + " in", name_of(file)};
}

Dataset open_dataset(const File& file, const std::string& path) {
    require(has_object(file, path), name_of(file) + " has no dataset " + path);
    Dataset dataset(H5Dopen2(file.id(), path.c_str(), H5P_DEFAULT), "open " + path + " in",
                    name_of(file));
    check_storage(dataset, bytes_of(file), path + " in " + name_of(file));
    return dataset;
}

std::uint64_t largest_content(std::uint64_t file_bytes) {
    constexpr std::uint64_t best_ratio = 1032;
    return std::min(file_bytes, INT64_MAX / best_ratio) * best_ratio;
}

}  // namespace metaqnn::h5
