// Walks the folders, crops and collects; see image_tree.hpp.
#include "data/image_tree.hpp"

#include <algorithm>
#include <cmath>
#include <system_error>

#include "core/error.hpp"
#include "core/random.hpp"
#include "data/picture.hpp"
#include "data/resize.hpp"
#include "data/split.hpp"

namespace metaqnn {
namespace {

namespace fs = std::filesystem;

bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

std::vector<fs::path> class_folders(const fs::path& folder) {
    std::vector<fs::path> folders;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code ignored;
        if (entry->is_directory(ignored) && !is_hidden(*entry)) folders.push_back(*entry);
    }
    require(!error, folder.string() + ": cannot be listed (" + error.message() +
                        "); give a folder that you may read");
    std::ranges::sort(folders);
    return folders;
}

/// True if it holds folders: a class may have the name train or test, too.
bool is_part(const fs::path& folder) {
    std::error_code ignored;
    return fs::is_directory(folder, ignored) && !class_folders(folder).empty();
}

/// Appends images of one shape, which the first picture decides if no side is given.
class Collection {
  public:
    explicit Collection(int side) : side_(side) {}

    void add(const Picture& picture, const std::string& name, std::size_t label) {
        if (set_.labels.empty()) begin(picture, name);
        require(fixed_side_ || (picture.width == side_ && picture.height == side_),
                name + ": " + size_of(picture) + " pixels (others have " + std::to_string(side_) +
                    " x " + std::to_string(side_) + "); give --side");
        if (picture.channels == 3) make_rgb();
        const int square = std::min(picture.width, picture.height);
        const auto channels = static_cast<std::size_t>(picture.channels);
        const auto width = static_cast<std::size_t>(picture.width);
        const auto top = static_cast<std::size_t>((picture.height - square) / 2);
        const auto left = static_cast<std::size_t>((picture.width - square) / 2);
        const std::uint8_t* corner = picture.pixels.data() + (top * width + left) * channels;
        std::vector<std::uint8_t> plane(image_bytes({1, side_}));
        for (std::size_t c = 0; c < static_cast<std::size_t>(set_.shape.channels); ++c) {
            const std::size_t own = std::min(c, channels - 1);  // grey is repeated
            resize_plane({corner + own, channels, width * channels, square}, side_, plane);
            set_.pixels.insert(set_.pixels.end(), plane.begin(), plane.end());
        }
        set_.labels.push_back(static_cast<std::uint16_t>(label));
    }

    /// Repeats the grey levels of all images in three channels.
    void make_rgb() {
        if (set_.shape.channels == 3) return;
        ImageSet rgb{{3, set_.shape.side}, 0, {}, std::move(set_.labels)};
        const auto bytes = static_cast<std::ptrdiff_t>(image_bytes(set_.shape));
        rgb.pixels.reserve(set_.pixels.size() * 3);
        for (auto image = set_.pixels.begin(); image != set_.pixels.end(); image += bytes) {
            for (int c = 0; c < 3; ++c) rgb.pixels.insert(rgb.pixels.end(), image, image + bytes);
        }
        set_ = std::move(rgb);
    }

    ImageSet& set() { return set_; }
    int side() const { return side_; }

  private:
    static std::string size_of(const Picture& picture) {
        return std::to_string(picture.width) + " x " + std::to_string(picture.height);
    }
    void begin(const Picture& picture, const std::string& name) {
        if (!fixed_side_ && side_ == 0) {
            side_ = square_shape(1, static_cast<std::uint64_t>(picture.height),
                                 static_cast<std::uint64_t>(picture.width), name + " (no --side)")
                        .side;
        }
        set_.shape = {1, side_};
    }

    int side_;
    bool fixed_side_ = side_ != 0;
    ImageSet set_;
};

/// One part of the tree as it is read.
class TreeReader {
  public:
    TreeReader(const TreeSpec& spec, std::vector<std::string>& left_out)
        : images(spec.side), left_out_(left_out) {}

    /// Reads a class's folder. @return the number of images
    std::size_t read_class(const fs::path& folder, std::size_t label) {
        const std::size_t before = images.set().labels.size();
        for (const fs::path& file : files_below(folder)) read_file(file, label);
        const std::size_t count = images.set().labels.size() - before;
        if (count == 0) left_out_.push_back(folder.string() + ": no image in it; not a class");
        require(images.set().labels.size() <= UINT32_MAX, folder.string() + ": too many images");
        return count;
    }

    Collection images;

  private:
    void read_file(const fs::path& file, std::size_t label) {
        Picture picture;
        try {
            picture = read_picture(file);
        } catch (const ConfigError& error) {
            left_out_.emplace_back(error.what());
            return;
        } catch (const IoError& error) {
            left_out_.emplace_back(error.what());
            return;
        }
        images.add(picture, file.string(), label);
    }

    std::vector<fs::path> files_below(const fs::path& folder) {
        std::vector<fs::path> files;
        std::error_code error;
        for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
             entry.increment(error)) {
            std::error_code ignored;
            const bool is_folder = entry->is_directory(ignored);
            if (is_folder && is_hidden(*entry)) entry.disable_recursion_pending();
            if (!is_folder && !is_hidden(*entry)) files.push_back(*entry);
        }
        if (error) {
            left_out_.push_back(folder.string() + ": cannot be listed whole (" + error.message() +
                                ")");
        }
        std::ranges::sort(files);
        return files;
    }

    std::vector<std::string>& left_out_;
};

/// Reads every class of `folder`, and names those that have images.
std::vector<std::string> read_classes(const fs::path& folder, TreeReader& reader,
                                      const std::vector<std::string>& left_out) {
    std::vector<std::string> names;
    for (const fs::path& class_folder : class_folders(folder)) {
        if (reader.read_class(class_folder, names.size()) == 0) continue;
        names.push_back(class_folder.filename().string());
        require(names.size() <= static_cast<std::size_t>(max_classes),
                folder.string() + ": more than " + std::to_string(max_classes) +
                    " folders with images; give fewer classes");
    }
    require(names.size() >= 2,
            folder.string() + ": " + std::to_string(names.size()) +
                " folders with PNG or JPEG images (at least two classes are needed" +
                (left_out.empty() ? "" : "; left out: " + left_out.front()) +
                "); give a folder with one folder a class");
    return names;
}

/// Reads test/ with the classes of train/.
ImageSet read_test(const TreeSpec& spec, Collection& train, const std::vector<std::string>& names,
                   std::vector<std::string>& left_out) {
    TreeSpec same_side = spec;
    same_side.side = train.side();
    TreeReader reader(same_side, left_out);
    const fs::path folder = spec.folder / "test";
    for (const fs::path& class_folder : class_folders(folder)) {
        const auto name = std::ranges::find(names, class_folder.filename().string());
        require(name != names.end(),
                class_folder.string() + ": no such class in train/; give both the same classes");
        reader.read_class(class_folder, static_cast<std::size_t>(name - names.begin()));
    }
    require(!reader.images.set().labels.empty(),
            folder.string() + ": no readable image (a test set is needed); add some");
    if (train.set().shape.channels == 3) reader.images.make_rgb();
    if (reader.images.set().shape.channels == 3) train.make_rgb();
    return std::move(reader.images.set());
}

/// Takes the test set out of `all`.
Dataset divide(const ImageSet& all, const TreeSpec& spec, const std::vector<std::string>& names) {
    const auto counts = class_counts(all.labels, all.classes);
    const auto single = std::ranges::find(counts, 1);
    require(single == counts.end(),
            (spec.folder / names.at(static_cast<std::size_t>(
                               single == counts.end() ? 0 : single - counts.begin())))
                    .string() +
                ": one image (at least two are needed: one to test); add some or give train/ and "
                "test/");
    const auto total = all.size();
    const auto wanted = std::llround(spec.test_fraction * static_cast<double>(total));
    // Half an image of each class at most is rounded up, so every class keeps one to train.
    const Split parts = split(all.labels, all.classes, std::max<std::int64_t>(1, wanted),
                              derive_seed(0, Stream::split, 0));
    return {subset(all, parts.train), subset(all, parts.validation), 0, names};
}

}  // namespace

ImageTree read_image_tree(const TreeSpec& spec) {
    const bool has_train = is_part(spec.folder / "train");
    const bool has_test = is_part(spec.folder / "test");
    require(has_train == has_test,
            spec.folder.string() + ": " +
                (has_train ? "train/ without test/" : "test/ without train/") +
                " (both or none must be there); give the folder of the classes itself to have its "
                "test set taken from it");
    ImageTree tree;
    TreeReader reader(spec, tree.left_out);
    const fs::path folder = has_train ? spec.folder / "train" : spec.folder;
    const auto names = read_classes(folder, reader, tree.left_out);
    ImageSet test;
    if (has_test) test = read_test(spec, reader.images, names, tree.left_out);
    ImageSet& train = reader.images.set();
    train.classes = test.classes = static_cast<int>(names.size());
    if (has_test) {
        tree.data = {std::move(train), std::move(test), 0, names};
    } else {
        tree.data = divide(train, spec, names);
    }
    return tree;
}

}  // namespace metaqnn
