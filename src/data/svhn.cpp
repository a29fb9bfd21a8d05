// Reads SVHN's cropped digits from MATLAB files of version 5; see readers.hpp.
#include <algorithm>
#include <array>
#include <climits>
#include <matio.h>
#include <memory>
#include <string>
#include <system_error>

#include "core/error.hpp"
#include "data/file_reader.hpp"
#include "data/readers.hpp"

namespace metaqnn {
namespace {

constexpr ImageShape svhn_shape{3, 32};
constexpr int digits = 10;

struct CloseFile {
    void operator()(mat_t* file) const { Mat_Close(file); }
};
struct FreeVariable {
    void operator()(matvar_t* variable) const { Mat_VarFree(variable); }
};
using MatFile = std::unique_ptr<mat_t, CloseFile>;
using Variable = std::unique_ptr<matvar_t, FreeVariable>;

/// Files of another version would be read through HDF5 or as headless ones.
/// @return its size (bytes)
std::uint64_t check_version(const std::filesystem::path& path) {
    constexpr std::size_t header_bytes = 128;
    FileReader file(path);
    require(file.plain_bytes() >= header_bytes, file.name() + ": too short; get the file again");
    std::vector<std::uint8_t> header(header_bytes);
    file.read(header);
    const std::vector<std::uint8_t> version5{0x00, 0x01, 'I', 'M'};
    require(std::equal(version5.begin(), version5.end(), header.end() - 4),
            file.name() + ": no MATLAB file of version 5; get SVHN's *_32x32.mat (format 2)");
    return file.plain_bytes();
}

class DigitFile {
  public:
    explicit DigitFile(const std::filesystem::path& path)
        : name_(path.string()),
          file_bytes_(check_version(path)),
          file_(Mat_Open(path.c_str(), MAT_ACC_RDONLY)) {
        require(file_ != nullptr, name_ + ": cannot be read as a MATLAB file; get it again");
    }

    /// Appends the file's images and labels.
    void append_to(ImageSet& set) {
        const Variable images = find("X");
        const Variable labels = find("y");
        const std::size_t* sides = images->dims;
        require(images->rank == 4 && sides[0] == 32 && sides[1] == 32 && sides[2] == 3 &&
                    images->class_type == MAT_C_UINT8 && images->isComplex == 0,
                name_ + ": X is no uint8 [32, 32, 3, N]; get SVHN's *_32x32.mat (format 2)");
        require(labels->rank == 2 && labels->dims[1] == 1 && labels->isComplex == 0,
                name_ + ": y is no column of labels; get the file again");
        const std::uint64_t count = sides[3];
        check_counts(count, labels->dims[0], name_);
        constexpr std::uint64_t best_ratio = 1032;
        const std::uint64_t bytes = image_bytes(svhn_shape);
        require(count <= file_bytes_ * best_ratio / bytes && count <= INT_MAX / bytes,
                name_ + ": X promises " + std::to_string(count) +
                    " images (more than the file can hold); get it again");
        append_labels(labels.get(), static_cast<int>(count), set);
        append_pixels(images.get(), static_cast<int>(count), set);
    }

  private:
    Variable find(const char* name) const {
        Variable variable(Mat_VarReadInfo(file_.get(), name));
        require(variable != nullptr && variable->dims != nullptr,
                name_ + ": no variable " + name +
                    " in it (truncated, or another file); get SVHN's *_32x32.mat (format 2)");
        return variable;
    }

    void read(matvar_t* variable, void* numbers, int count) const {
        require(Mat_VarReadDataLinear(file_.get(), variable, numbers, 0, 1, count) == 0,
                name_ + ": " + variable->name + " is truncated or damaged; get the file again");
    }

    template <class Number>
    std::vector<double> numbers_of(matvar_t* variable, int count) const {
        std::vector<Number> numbers(static_cast<std::size_t>(count));
        read(variable, numbers.data(), count);
        return {numbers.begin(), numbers.end()};
    }

    void append_labels(matvar_t* labels, int count, ImageSet& set) const {
        require(labels->class_type == MAT_C_DOUBLE || labels->class_type == MAT_C_UINT8,
                name_ + ": y holds neither double nor uint8; get the file again");
        const std::vector<double> numbers = labels->class_type == MAT_C_DOUBLE
                                                ? numbers_of<double>(labels, count)
                                                : numbers_of<std::uint8_t>(labels, count);
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            const auto digit = std::ranges::find(first_labels, numbers[i]);
            require(digit != first_labels.end(), name_ + ": label " + std::to_string(numbers[i]) +
                                                     " of image " + std::to_string(i) +
                                                     " (must be 1 to 10); the file is damaged");
            set.labels.push_back(
                static_cast<std::uint16_t>((digit - first_labels.begin() + 1) % digits));
        }
    }

    /// MATLAB's order is [image][channel][column][row]: each channel is transposed in place.
    void append_pixels(matvar_t* images, int count, ImageSet& set) const {
        constexpr auto side = static_cast<std::size_t>(svhn_shape.side);
        const std::size_t first = set.pixels.size();
        set.pixels.resize(first + static_cast<std::size_t>(count) * image_bytes(svhn_shape));
        std::uint8_t* pixels = set.pixels.data();
        read(images, pixels + first, count * static_cast<int>(image_bytes(svhn_shape)));
        for (std::size_t plane = first; plane < set.pixels.size(); plane += side * side) {
            for (std::size_t y = 0; y < side; ++y) {
                for (std::size_t x = 0; x < y; ++x) {
                    std::swap(pixels[plane + y * side + x], pixels[plane + x * side + y]);
                }
            }
        }
    }

    static constexpr std::array<double, digits> first_labels{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

    std::string name_;
    std::uint64_t file_bytes_;
    MatFile file_;
};

}  // namespace

std::vector<std::filesystem::path> svhn_files(const std::filesystem::path& folder,
                                              ExtraImages extra) {
    std::error_code ignored;
    std::vector<std::filesystem::path> files;
    for (const char* name : {"train_32x32.mat", "test_32x32.mat", "extra_32x32.mat"}) {
        const bool there = std::filesystem::exists(folder / name, ignored);
        const bool optional = files.size() == 2;
        require(there || optional, folder.string() + ": no " + name +
                                       " in it; point data.path at the folder of SVHN's "
                                       "*_32x32.mat (format 2)");
        if (there && !(optional && extra == ExtraImages::leave)) files.push_back(folder / name);
    }
    return files;
}

Dataset read_svhn(const std::filesystem::path& folder, ExtraImages extra) {
    const auto files = svhn_files(folder, extra);
    Dataset data;
    data.train = data.test = {svhn_shape, digits, {}, {}};
    DigitFile(files[0]).append_to(data.train);
    const std::int64_t own = data.train.size();
    if (files.size() == 3) DigitFile(files[2]).append_to(data.train);
    data.extra = data.train.size() - own;
    DigitFile(files[1]).append_to(data.test);
    return data;
}

}  // namespace metaqnn
