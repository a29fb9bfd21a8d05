// One function for each format of image files. All check counts, sizes and labels before they
// take memory for the images, and throw ConfigError: the file, what is wrong, the remedy.
#pragma once

#include <filesystem>
#include <vector>

#include "data/image_set.hpp"

namespace metaqnn {

/// MNIST's format: train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
/// t10k-labels-idx1-ubyte in `folder`, each gzip (.gz) or not. Classes: those of the training set.
/// Source: Y. LeCun, "The MNIST database", section file formats.
Dataset read_idx(const std::filesystem::path& folder);

/// CIFAR-10's binary version: data_batch_1.bin to data_batch_5.bin and test_batch.bin in `folder`,
/// each image 1 label byte and 3072 pixels (planes R, G, B of 32 x 32).
/// Source: A. Krizhevsky, "The CIFAR-10 dataset", section binary version.
Dataset read_cifar10(const std::filesystem::path& folder);

/// CIFAR-100's binary version: train.bin and test.bin in `folder`, each image a coarse and a fine
/// label byte and 3072 pixels. The fine labels (100 classes) are used.
Dataset read_cifar100(const std::filesystem::path& folder);

/// One HDF5 file: train/images uint8 [N, C, H, W], train/labels integers [N], test/ alike;
/// extra/ is appended to train if there, class_names (texts of fixed length, [classes]) are the
/// names of the classes if there. Classes: those of the training set.
Dataset read_hdf5(const std::filesystem::path& file);

/// The files that the functions above read.
/// @throws ConfigError naming a file that is missing
std::vector<std::filesystem::path> idx_files(const std::filesystem::path& folder);
std::vector<std::filesystem::path> cifar10_files(const std::filesystem::path& folder);
std::vector<std::filesystem::path> cifar100_files(const std::filesystem::path& folder);

}  // namespace metaqnn
