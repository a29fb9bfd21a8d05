// Reads MNIST's idx files; see readers.hpp.
#include <string>
#include <system_error>

#include "core/error.hpp"
#include "data/file_reader.hpp"
#include "data/readers.hpp"

namespace metaqnn {
namespace {

constexpr std::uint32_t images_magic = 0x00000803;  // unsigned bytes, three dimensions
constexpr std::uint32_t labels_magic = 0x00000801;  // unsigned bytes, one dimension

std::filesystem::path find_file(const std::filesystem::path& folder, const std::string& name) {
    std::error_code ignored;
    for (const char* ending : {"", ".gz"}) {
        auto path = folder / (name + ending);
        if (std::filesystem::exists(path, ignored)) return path;
    }
    throw ConfigError(folder.string() + ": no " + name + " or " + name +
                      ".gz in it; point data.path at the folder of the four idx files");
}

void expect_magic(FileReader& file, std::uint32_t magic, const char* what) {
    const std::uint32_t found = file.read_big_endian();
    require(found == magic, file.name() + ": begins with " + std::to_string(found) + " (idx " +
                                what + " begin with " + std::to_string(magic) +
                                "); it is not such a file");
}

void expect_size(const FileReader& file, std::uint64_t bytes) {
    require(file.can_hold(bytes), file.name() + ": its header promises " + std::to_string(bytes) +
                                      " bytes (the file has another size); get the file again");
}

std::vector<std::uint16_t> read_labels(FileReader& file, std::uint32_t count) {
    std::vector<std::uint8_t> bytes(count);
    file.read(bytes);
    file.expect_end();
    return {bytes.begin(), bytes.end()};
}

ImageSet read_set(const std::filesystem::path& images_path,
                  const std::filesystem::path& labels_path) {
    FileReader images(images_path);
    expect_magic(images, images_magic, "images");
    const std::uint64_t count = images.read_big_endian();
    const std::uint64_t height = images.read_big_endian();
    const std::uint64_t width = images.read_big_endian();
    FileReader labels(labels_path);
    expect_magic(labels, labels_magic, "labels");
    const std::uint32_t label_count = labels.read_big_endian();

    check_counts(count, label_count, images.name());
    ImageSet set{square_shape(1, height, width, images.name()), 0, {}, {}};
    expect_size(images, 16 + count * image_bytes(set.shape));
    expect_size(labels, 8 + std::uint64_t{label_count});
    set.labels = read_labels(labels, label_count);
    set.pixels.resize(count * image_bytes(set.shape));
    images.read(set.pixels);
    images.expect_end();
    return set;
}

}  // namespace

std::vector<std::filesystem::path> idx_files(const std::filesystem::path& folder) {
    return {
        find_file(folder, "train-images-idx3-ubyte"), find_file(folder, "train-labels-idx1-ubyte"),
        find_file(folder, "t10k-images-idx3-ubyte"), find_file(folder, "t10k-labels-idx1-ubyte")};
}

Dataset read_idx(const std::filesystem::path& folder) {
    const auto files = idx_files(folder);
    Dataset data{read_set(files[0], files[1]), read_set(files[2], files[3])};
    data.train.classes = data.test.classes = classes_in(data.train.labels, files[1].string());
    check_labels(data.test.labels, data.test.classes, files[3].string());
    require(data.train.shape == data.test.shape,
            files[2].string() + ": images of side " + std::to_string(data.test.shape.side) +
                " (the training images have side " + std::to_string(data.train.shape.side) +
                "); get both from one source");
    return data;
}

}  // namespace metaqnn
