// Reads a user's own images from one HDF5 file; see readers.hpp.
#include <algorithm>
#include <string>

#include "core/error.hpp"
#include "data/readers.hpp"
#include "io/numbers.hpp"
#include "io/own_objects.hpp"
#include "io/texts.hpp"

namespace metaqnn {
namespace {

constexpr std::int64_t bytes_at_once = std::int64_t{1} << 26;

struct Source {
    const h5::File& file;
    std::string path;
    std::int64_t largest_content;  // bytes
};

ImageShape shape_of(const h5::NumberReader& images, const std::string& where) {
    const auto& shape = images.shape();
    require(images.kind() == h5::NumberKind::unsigned_integer && images.bytes() == 1 &&
                shape.size() == 4,
            where + ": " + images.to_text() +
                " (must be an unsigned 8-bit integer [N, C, H, W]); write it in that layout");
    return square_shape(static_cast<std::uint64_t>(shape[1]), static_cast<std::uint64_t>(shape[2]),
                        static_cast<std::uint64_t>(shape[3]), where);
}

std::uint16_t checked_label(std::int64_t label, std::int64_t image, const std::string& where) {
    require(label >= 0 && label < max_classes,
            where + ": label " + std::to_string(label) + " of image " + std::to_string(image) +
                " (must be 0 to " + std::to_string(max_classes - 1) +
                "); number the classes from 0");
    return static_cast<std::uint16_t>(label);
}

void append_labels(const h5::NumberReader& labels, std::int64_t count, const std::string& where,
                   ImageSet& set) {
    const std::int64_t step = bytes_at_once / 8;
    for (std::int64_t first = 0; first < count; first += step) {
        const auto rows = std::min(step, count - first);
        std::int64_t image = first;
        for (const std::int64_t label : labels.read_integers(first, rows, bytes_at_once)) {
            set.labels.push_back(checked_label(label, image++, where));
        }
    }
}

void append_pixels(const h5::NumberReader& images, std::int64_t count, ImageSet& set) {
    const auto bytes = static_cast<std::int64_t>(image_bytes(set.shape));
    const std::int64_t step = std::max<std::int64_t>(1, bytes_at_once / bytes);
    set.pixels.reserve(set.pixels.size() + static_cast<std::size_t>(count * bytes));
    for (std::int64_t first = 0; first < count; first += step) {
        const auto rows = std::min(step, count - first);
        const auto block = images.read_uint8(first, rows, rows * bytes);
        set.pixels.insert(set.pixels.end(), block.begin(), block.end());
    }
}

/// Appends <group>/images and <group>/labels to `set`, whose shape they must have if it has one.
void append_group(const Source& source, const std::string& group, ImageSet& set) {
    const std::string images_name = source.path + ": " + group + "/images";
    const std::string labels_name = source.path + ": " + group + "/labels";
    const h5::NumberReader images(source.file, group + "/images");
    const h5::NumberReader labels(source.file, group + "/labels");
    const ImageShape shape = shape_of(images, images_name);
    require(set.labels.empty() || shape == set.shape,
            images_name + ": images of another shape than train/images (" + images.to_text() +
                "); all images must have one shape");
    require(labels.shape().size() == 1,
            labels_name + ": " + labels.to_text() + " (must be integers [N]); write them so");
    const std::int64_t count = images.shape()[0];
    check_counts(static_cast<std::uint64_t>(count), static_cast<std::uint64_t>(labels.shape()[0]),
                 images_name);
    const auto bytes = static_cast<std::int64_t>(image_bytes(shape));
    require(count <= source.largest_content / bytes,
            images_name + ": " + images.to_text() +
                " (more than the file can hold); it is truncated or damaged, write it again");
    set.shape = shape;
    append_labels(labels, count, labels_name, set);
    append_pixels(images, count, set);
}

std::vector<std::string> names_of(const Source& source, const ImageSet& train) {
    auto names = h5::read_texts(source.file, "class_names", max_classes);
    require(std::ssize(names) == train.classes,
            source.path + ": class_names has " + std::to_string(names.size()) +
                " names (the labels have " + std::to_string(train.classes) +
                " classes); give one for each class or delete it");
    return names;
}

Dataset read_groups(const std::filesystem::path& path, ExtraImages extra) {
    const h5::File file = h5::open_file(path.string(), h5::Access::read);
    const Source source{file, path.string(),
                        static_cast<std::int64_t>(h5::largest_content(h5::bytes_of(file)))};
    Dataset data;
    append_group(source, "train", data.train);
    const std::int64_t own = data.train.size();
    if (extra == ExtraImages::use && h5::has_dataset(file, "extra/images")) {
        append_group(source, "extra", data.train);
    }
    data.extra = data.train.size() - own;
    data.test.shape = data.train.shape;
    append_group(source, "test", data.test);
    require(data.test.shape == data.train.shape,
            source.path +
                ": test/images have another shape than train/images; all images must "
                "have one shape");
    data.train.classes = data.test.classes =
        classes_in(data.train.labels, source.path + ": train/labels");
    check_labels(data.test.labels, data.test.classes, source.path + ": test/labels");
    if (h5::has_dataset(file, "class_names")) data.class_names = names_of(source, data.train);
    return data;
}

}  // namespace

Dataset read_hdf5(const std::filesystem::path& path, ExtraImages extra) {
    const std::string name = path.string();
    std::error_code ignored;
    require(std::filesystem::is_regular_file(path, ignored),
            name + ": no such file; point data.path at an HDF5 file with train/images");
    try {
        return read_groups(path, extra);
    } catch (const IoError& error) {
        // The file is the user's input: one that HDF5 cannot read is theirs to mend.
        throw ConfigError(std::string(error.what()) +
                          "; the file is truncated or no HDF5 file, write it again");
    }
}

}  // namespace metaqnn
