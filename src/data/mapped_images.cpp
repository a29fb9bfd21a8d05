// Maps the node-local image file and trusts nothing in it; see image_file.hpp.
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "core/error.hpp"
#include "data/image_file.hpp"
#include "data/image_file_layout.hpp"
#include "data/unix_file.hpp"

namespace metaqnn {
namespace {

[[noreturn]] void refuse(const std::string& name, const std::string& reason) {
    throw ConfigError(name + ": not a whole image file (" + reason +
                      "); delete it, it will be made again");
}

void check_numbers(const ImageFileHeader& header, std::size_t file_bytes, const std::string& name) {
    if (header.channels < 1 || header.channels > max_image_channels || header.side < 1 ||
        header.side > max_image_side || header.classes < 2 || header.classes > max_classes) {
        refuse(name, "impossible shape");
    }
    const std::size_t bytes = image_bytes({header.channels, header.side});
    const auto& [train, validation, test] = header.images;
    for (const std::uint64_t images : {train, validation, test}) {
        if (images > file_bytes / bytes) refuse(name, "impossible counts");
    }
    if (train < 1 || test < 1) refuse(name, "impossible counts");
    if (layout_of(header).bytes != file_bytes) refuse(name, "its size is not what it promises");
}

template <class Value>
std::span<const Value> view(std::span<const std::uint8_t> bytes, std::size_t offset,
                            std::size_t count) {
    // The layout aligns every section, and the values were written as such by this program.
    return {reinterpret_cast<const Value*>(bytes.subspan(offset, count * sizeof(Value)).data()),
            count};
}

}  // namespace

ImageFileLayout layout_of(const ImageFileHeader& header) {
    ImageFileLayout layout;
    const auto place = [&layout](std::size_t bytes) {
        const std::size_t offset = layout.bytes;
        layout.bytes +=
            (bytes + image_file_alignment - 1) / image_file_alignment * image_file_alignment;
        return offset;
    };
    place(sizeof(ImageFileHeader));
    layout.statistics = place(2 * sizeof(float) * static_cast<std::size_t>(header.channels));
    const std::size_t bytes = image_bytes({header.channels, header.side});
    for (std::size_t i = 0; i < header.images.size(); ++i) {
        layout.labels[i] = place(header.images[i] * sizeof(std::uint16_t));
    }
    for (std::size_t i = 0; i < header.images.size(); ++i) {
        layout.pixels[i] = place(header.images[i] * bytes);
    }
    return layout;
}

MappedImages::MappedImages(const std::filesystem::path& path) {
    const std::string name = path.string();
    const UnixFile file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    require(file.is_open(), name + ": cannot be opened (" + system_words() +
                                "); the image file of this node is missing, start the run again");
    map(file.descriptor(), owned_size(file, name), name);
}

void MappedImages::map(int descriptor, std::size_t bytes, const std::string& name) {
    if (bytes < sizeof(ImageFileHeader)) refuse(name, "truncated");
    void* address = mmap(nullptr, bytes, PROT_READ, MAP_SHARED, descriptor, 0);
    if (address == MAP_FAILED) throw IoError("mapping " + name + " failed: " + system_words());
    // The destructor does not run if the constructor throws, so the map is owned by `guard` till
    // then.
    MappedImages guard{std::span(static_cast<const std::uint8_t*>(address), bytes)};
    guard.find_parts(name);
    *this = std::move(guard);
}

void MappedImages::find_parts(const std::string& name) {
    ImageFileHeader header{};
    std::memcpy(&header, bytes_.data(), sizeof header);
    if (header.magic != image_file_magic) refuse(name, "it begins with something else");
    if (header.version != image_file_version) refuse(name, "of another version of this program");
    check_numbers(header, bytes_.size(), name);
    const ImageFileLayout layout = layout_of(header);
    shape_ = {header.channels, header.side};
    classes_ = header.classes;
    key_ = header.key;
    const auto channels = static_cast<std::size_t>(header.channels);
    mean_ = view<float>(bytes_, layout.statistics, channels);
    deviation_ = view<float>(bytes_, layout.statistics + channels * sizeof(float), channels);
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        const std::size_t images = header.images[i];
        parts_[i].labels = view<std::uint16_t>(bytes_, layout.labels[i], images);
        parts_[i].pixels = bytes_.subspan(layout.pixels[i], images * image_bytes(shape_));
        check_labels(parts_[i].labels, classes_, name);
    }
}

std::uint32_t MappedImages::checksum() const {
    ImageFileHeader header{};
    std::memcpy(&header, bytes_.data(), sizeof header);
    return header.checksum;
}

bool MappedImages::sound() const {
    const auto content = bytes_.subspan(sizeof(ImageFileHeader));
    return checksum() == crc32_z(0, content.data(), content.size());
}

MappedImages::MappedImages(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

MappedImages::MappedImages(MappedImages&& other) noexcept { *this = std::move(other); }

MappedImages& MappedImages::operator=(MappedImages&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(shape_, other.shape_);
    std::swap(classes_, other.classes_);
    std::swap(key_, other.key_);
    std::swap(parts_, other.parts_);
    std::swap(mean_, other.mean_);
    std::swap(deviation_, other.deviation_);
    return *this;
}

MappedImages::~MappedImages() {
    if (bytes_.empty()) return;
    munmap(const_cast<std::uint8_t*>(bytes_.data()), bytes_.size());
}

}  // namespace metaqnn
