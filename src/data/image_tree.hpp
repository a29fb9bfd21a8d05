// Images out of a tree of PNG and JPEG files with one folder a class.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/image_set.hpp"

namespace metaqnn {

/// How a tree becomes images.
struct TreeSpec {
    std::filesystem::path folder;
    int side = 0;                ///< of the images (pixels); 0: all pictures have one size, square
    double test_fraction = 0.1;  ///< of a tree without test/; over 0, at most 0.5
};

/// What a tree held.
struct ImageTree {
    Dataset data;
    std::vector<std::string> left_out;  ///< one line for each file or folder: its path and why
};

/// Reads FOLDER/train/CLASS/... and FOLDER/test/CLASS/..., or FOLDER/CLASS/..., of which
/// test_fraction becomes the test set: stratified by class, the same for the same tree. Classes are
/// numbered in the order of their names (bytes). Files may lie deeper in a class's folder; hidden
/// ones, and files beside the folders, are not looked at. Of each picture the largest square around
/// its middle is brought to `side` (resize.hpp). If any picture has colours, all become RGB.
/// What cannot be read is left out, and so are folders without any picture that can be.
/// @throws ConfigError if there is no tree, fewer than two classes are left, a class of one image
///         is to be divided, or pictures differ in size and no side is given
ImageTree read_image_tree(const TreeSpec& spec);

}  // namespace metaqnn
