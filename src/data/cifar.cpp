// Reads the binary versions of CIFAR-10 and CIFAR-100; see readers.hpp.
#include <string>
#include <system_error>

#include "core/error.hpp"
#include "data/file_reader.hpp"
#include "data/readers.hpp"

namespace metaqnn {
namespace {

constexpr ImageShape cifar_shape{3, 32};

/// The label bytes in front of each image; one of them is used.
struct CifarFormat {
    std::size_t label_bytes;
    std::size_t used;
    int classes;
};

constexpr CifarFormat cifar10{1, 0, 10};
constexpr CifarFormat cifar100_coarse{2, 0, 20};
constexpr CifarFormat cifar100_fine{2, 1, 100};

void append_batch(const std::filesystem::path& path, CifarFormat format, ImageSet& set) {
    FileReader file(path);
    const std::size_t bytes = image_bytes(cifar_shape);
    const std::size_t record_bytes = format.label_bytes + bytes;
    const std::uint64_t size = file.plain_bytes();
    require(size > 0, file.name() + ": empty; get the file again");
    require(size % record_bytes == 0,
            file.name() + ": " + std::to_string(size) + " bytes (not a multiple of the " +
                std::to_string(record_bytes) + " of an image); it is truncated or another format");
    const std::uint64_t count = size / record_bytes;
    check_counts(count, count, file.name());
    const std::size_t first = set.labels.size();
    set.labels.reserve(first + count);
    set.pixels.resize((first + count) * bytes);
    std::vector<std::uint8_t> labels(format.label_bytes);
    for (std::size_t i = first; i < first + count; ++i) {
        file.read(labels);
        set.labels.push_back(labels[format.used]);
        file.read(std::span(set.pixels).subspan(i * bytes, bytes));
    }
    check_labels(std::span(set.labels).subspan(first), format.classes, file.name());
}

Dataset read_cifar(const std::vector<std::filesystem::path>& files, CifarFormat format) {
    Dataset data;
    data.train = {cifar_shape, format.classes, {}, {}};
    data.test = data.train;
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i + 1 < files.size(); ++i) bytes += FileReader(files[i]).plain_bytes();
    data.train.pixels.reserve(bytes);
    for (std::size_t i = 0; i + 1 < files.size(); ++i) append_batch(files[i], format, data.train);
    append_batch(files.back(), format, data.test);
    return data;
}

std::vector<std::filesystem::path> all_in(const std::filesystem::path& folder,
                                          const std::vector<std::string>& names,
                                          const char* remedy) {
    std::vector<std::filesystem::path> paths;
    std::error_code ignored;
    for (const std::string& name : names) {
        paths.push_back(folder / name);
        require(std::filesystem::exists(paths.back(), ignored),
                folder.string() + ": no " + name + " in it; point data.path at " + remedy);
    }
    return paths;
}

}  // namespace

std::vector<std::filesystem::path> cifar10_files(const std::filesystem::path& folder) {
    return all_in(folder,
                  {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
                   "data_batch_5.bin", "test_batch.bin"},
                  "the folder of CIFAR-10's binary version");
}

std::vector<std::filesystem::path> cifar100_files(const std::filesystem::path& folder) {
    return all_in(folder, {"train.bin", "test.bin"}, "the folder of CIFAR-100's binary version");
}

Dataset read_cifar10(const std::filesystem::path& folder) {
    return read_cifar(cifar10_files(folder), cifar10);
}

Dataset read_cifar100(const std::filesystem::path& folder, Cifar100Labels labels) {
    return read_cifar(cifar100_files(folder),
                      labels == Cifar100Labels::fine ? cifar100_fine : cifar100_coarse);
}

}  // namespace metaqnn
