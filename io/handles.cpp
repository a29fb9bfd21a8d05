// Messages of failed HDF5 calls; opening files.
#include "io/handles.hpp"

#include <algorithm>

#include "core/error.hpp"

namespace metaqnn::h5 {
namespace {

herr_t keep_innermost(unsigned index, const H5E_error2_t* entry, void* words) {
    if (index == 0 && entry->desc != nullptr) *static_cast<std::string*>(words) = entry->desc;
    return 0;
}

/// HDF5's file driver wraps the system's words in a dump of its arguments: only they are of use.
std::string system_words(const std::string& description) {
    constexpr std::string_view start = "error message = '";
    const std::size_t begin = description.find(start);
    if (begin == std::string::npos) return description;
    const std::size_t first = begin + start.size();
    return description.substr(first, description.find('\'', first) - first);
}

std::string error_words() {
    std::string words;
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_innermost, &words);
    H5Eclear2(H5E_DEFAULT);
    if (words.empty()) return "HDF5 gives no reason";
    words = system_words(words);
    std::replace(words.begin(), words.end(), '\n', ' ');
    constexpr std::size_t longest = 300;
    return words.substr(0, longest);
}

}  // namespace

void fail(std::string_view operation, std::string_view file) {
    throw IoError("cannot " + std::string(operation) + " " + std::string(file) + " (" +
                  error_words() + ")");
}

PropertyList make_properties(hid_t property_class) {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
    return {H5Pcreate(property_class), "make a property list for", "HDF5"};
}

PropertyList file_access() {
    PropertyList access = make_properties(H5P_FILE_ACCESS);
    check(H5Pset_libver_bounds(access.id(), H5F_LIBVER_V110, H5F_LIBVER_V110),
          "choose the file format of", "HDF5");
#if H5_VERSION_GE(1, 10, 7) && !(H5_VERS_MINOR == 12 && H5_VERS_RELEASE == 0)
    check(H5Pset_file_locking(access.id(), true, true), "choose the file locks of", "HDF5");
#endif
    return access;
}

File open_file(const std::string& path, Access access) {
    const PropertyList properties = file_access();
    unsigned flags = H5F_ACC_RDONLY;
    if (access == Access::read_live) flags |= H5F_ACC_SWMR_READ;
    if (access == Access::read_write) flags = H5F_ACC_RDWR;
    return {H5Fopen(path.c_str(), flags, properties.id()), "open the HDF5 file", path};
}

File create_file(const std::string& path) {
    const PropertyList properties = file_access();
    return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, properties.id()),
            "create the HDF5 file", path};
}

std::string name_of(const File& file) {
    const ssize_t length = check(H5Fget_name(file.id(), nullptr, 0), "tell the name of", "a file");
    std::string name(static_cast<std::size_t>(length), '\0');
    check(H5Fget_name(file.id(), name.data(), name.size() + 1), "tell the name of", "a file");
    return name;
}

}  // namespace metaqnn::h5
