// One function for each format of image files. All check counts, sizes and labels before they
// take memory for the images, and throw ConfigError: the file, what is wrong, the remedy.
#pragma once

#include <filesystem>
#include <vector>

#include "core/data_spec.hpp"
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
/// label byte and 3072 pixels.
Dataset read_cifar100(const std::filesystem::path& folder,
                      Cifar100Labels labels = Cifar100Labels::fine);

/// SVHN's cropped digits (format 2): train_32x32.mat, test_32x32.mat and, where it is there and to
/// be used, extra_32x32.mat in `folder`; MATLAB 5 files with X uint8 [32, 32, 3, N] (rows, columns,
/// R G B) and y [N, 1], double or uint8, in which 10 stands for the digit 0.
/// Source: Y. Netzer et al., "Reading Digits in Natural Images with Unsupervised Feature Learning",
/// 2011. libmatio reads them: take them only from where you trust.
Dataset read_svhn(const std::filesystem::path& folder, ExtraImages extra);

/// One HDF5 file: train/images uint8 [N, C, H, W], train/labels integers [N], test/ alike;
/// extra/ is appended to train if there and to be used, class_names (texts of fixed length,
/// [classes]) are the names of the classes if there. Classes: those of the training set.
Dataset read_hdf5(const std::filesystem::path& file, ExtraImages extra = ExtraImages::use);

/// The files that the functions above read.
/// @throws ConfigError naming a file that is missing
std::vector<std::filesystem::path> idx_files(const std::filesystem::path& folder);
std::vector<std::filesystem::path> cifar10_files(const std::filesystem::path& folder);
std::vector<std::filesystem::path> cifar100_files(const std::filesystem::path& folder);
std::vector<std::filesystem::path> svhn_files(const std::filesystem::path& folder,
                                              ExtraImages extra);

}  // namespace metaqnn
