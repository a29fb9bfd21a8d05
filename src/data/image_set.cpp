// Labelled images and the checks that all readers share; see image_set.hpp.
#include "data/image_set.hpp"

#include <algorithm>
#include <numeric>
#include <string>

#include "core/error.hpp"

namespace metaqnn {

std::size_t image_bytes(ImageShape shape) {
    const auto side = static_cast<std::size_t>(shape.side);
    return static_cast<std::size_t>(shape.channels) * side * side;
}

std::vector<std::int64_t> class_counts(std::span<const std::uint16_t> labels, int classes) {
    std::vector<std::int64_t> counts(static_cast<std::size_t>(classes));
    for (const std::uint16_t label : labels) ++counts.at(label);
    return counts;
}

std::vector<std::uint32_t> every_index(const ImageSet& images) {
    std::vector<std::uint32_t> indices(images.labels.size());
    std::iota(indices.begin(), indices.end(), 0U);
    return indices;
}

ImageSet subset(const ImageSet& images, std::span<const std::uint32_t> indices) {
    const std::size_t bytes = image_bytes(images.shape);
    ImageSet chosen{images.shape, images.classes, {}, {}};
    chosen.pixels.reserve(indices.size() * bytes);
    chosen.labels.reserve(indices.size());
    for (const std::uint32_t index : indices) {
        chosen.labels.push_back(images.labels.at(index));
        const auto first = images.pixels.begin() + static_cast<std::ptrdiff_t>(index * bytes);
        chosen.pixels.insert(chosen.pixels.end(), first,
                             first + static_cast<std::ptrdiff_t>(bytes));
    }
    return chosen;
}

void check_labels(std::span<const std::uint16_t> labels, int classes, std::string_view where) {
    const auto wrong =
        std::ranges::find_if(labels, [classes](std::uint16_t label) { return label >= classes; });
    if (wrong == labels.end()) return;
    throw ConfigError(std::string(where) + ": label " + std::to_string(*wrong) + " of image " +
                      std::to_string(wrong - labels.begin()) + " is outside the classes (0 to " +
                      std::to_string(classes - 1) +
                      "); the file is damaged or of another data set");
}

int classes_in(std::span<const std::uint16_t> labels, std::string_view where) {
    const std::string name(where);
    require(!labels.empty(), name + ": no labels (an empty set); give a set with images");
    const int classes = *std::ranges::max_element(labels) + 1;
    require(classes >= 2, name + ": all labels are 0 (one class only); give at least two classes");
    require(classes <= max_classes, name + ": label " + std::to_string(classes - 1) +
                                        " is too large (at most " + std::to_string(max_classes) +
                                        " classes); number the classes from 0");
    const auto counts = class_counts(labels, classes);
    const auto gap = std::ranges::find(counts, 0);
    require(gap == counts.end(), name + ": no image of class " +
                                     std::to_string(gap - counts.begin()) + " (labels go up to " +
                                     std::to_string(classes - 1) +
                                     "); number the classes from 0 without gaps");
    return classes;
}

ImageShape square_shape(std::uint64_t channels, std::uint64_t height, std::uint64_t width,
                        std::string_view where) {
    const std::string name(where);
    const std::string size = std::to_string(height) + " x " + std::to_string(width);
    require(height == width,
            name + ": images of " + size + " pixels (not square); crop or pad them to a square");
    require(height >= 1 && height <= max_image_side,
            name + ": images of " + size + " pixels (1 to " + std::to_string(max_image_side) +
                " a side can be read); resize them");
    require(channels >= 1 && channels <= max_image_channels,
            name + ": images of " + std::to_string(channels) + " channels (1 to " +
                std::to_string(max_image_channels) + " can be read); store them as [N, C, H, W]");
    return {static_cast<int>(channels), static_cast<int>(height)};
}

void check_counts(std::uint64_t images, std::uint64_t labels, std::string_view where) {
    const std::string name(where);
    require(images == labels, name + ": " + std::to_string(images) + " images but " +
                                  std::to_string(labels) +
                                  " labels (they belong together one to one); get both files "
                                  "from one source");
    require(images >= 1, name + ": no images (an empty set); give a set with images");
    require(images <= UINT32_MAX, name + ": " + std::to_string(images) + " images (at most " +
                                      std::to_string(UINT32_MAX) + " can be read); give fewer");
}

}  // namespace metaqnn
