// Which images a run uses: plain data, made from the configuration, read by the data layer.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace metaqnn {

/// Where images come from.
enum class DataKind : std::uint8_t {
    idx,        ///< folder of MNIST's four files, gzip or not
    cifar10,    ///< folder of the binary version: data_batch_1..5.bin, test_batch.bin
    cifar100,   ///< folder of the binary version: train.bin, test.bin
    svhn,       ///< folder of train_32x32.mat, test_32x32.mat, optional extra_32x32.mat
    hdf5,       ///< file with train/images, train/labels, test/ alike, optional extra/
    synthetic,  ///< made by this program: no file needed
    table,      ///< no images: file of results of trainings that were done before
};

inline constexpr std::array data_kinds{DataKind::idx,  DataKind::cifar10, DataKind::cifar100,
                                       DataKind::svhn, DataKind::hdf5,    DataKind::synthetic,
                                       DataKind::table};

/// Name in the configuration, e.g. "cifar10".
constexpr std::string_view to_text(DataKind kind) {
    switch (kind) {
        case DataKind::idx:
            return "idx";
        case DataKind::cifar10:
            return "cifar10";
        case DataKind::cifar100:
            return "cifar100";
        case DataKind::svhn:
            return "svhn";
        case DataKind::hdf5:
            return "hdf5";
        case DataKind::synthetic:
            return "synthetic";
        case DataKind::table:
            return "table";
    }
    return "unknown";
}

/// Which labels of CIFAR-100.
enum class Cifar100Labels : std::uint8_t {
    fine,    ///< 100 classes
    coarse,  ///< 20 classes of five fine ones each
};

/// What becomes of extra training images (hdf5: extra/, svhn: extra_32x32.mat).
enum class ExtraImages : std::uint8_t {
    use,    ///< they are a part of the training set
    leave,  ///< not read
};

/// How validation images are taken from the training set.
enum class SplitRule : std::uint8_t {
    stratified,  ///< each class gives its share
    balanced,    ///< each class gives as many; a third of them from the extra images in use
};

/// Images that are made: each class has a shape of its own, at a random place, with noise.
struct SyntheticSpec {
    std::int64_t images = 12000;  ///< of the training set, validation included
    std::int64_t test_images = 2000;
    int side = 28;             ///< pixels, 8 to 256
    int channels = 1;          ///< 1 to 16
    int classes = 10;          ///< 2 to 1000
    std::uint64_t seed = 1;    ///< of the images; independent of the run's seed
    double difficulty = 0.25;  ///< 0 (clean) to 1 (hardly to be told apart)
    bool operator==(const SyntheticSpec&) const = default;
};

/// The images of a run and how they are divided.
struct DataSpec {
    DataKind kind = DataKind::synthetic;
    std::string path;  ///< folder or file, by kind; not used by synthetic
    Cifar100Labels labels = Cifar100Labels::fine;
    ExtraImages extra = ExtraImages::use;
    std::int64_t validation = 5000;  ///< images taken from the training set
                                     ///< (Baker et al. 2017, Sec. 5); 0: none, not for a search
    SplitRule split = SplitRule::stratified;
    std::int64_t limit = 0;  ///< images of the training set to use, validation included,
                             ///< stratified by class; 0: all
    SyntheticSpec synthetic;
    bool operator==(const DataSpec&) const = default;
};

}  // namespace metaqnn
