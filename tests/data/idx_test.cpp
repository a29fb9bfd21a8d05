// MNIST's format: four tiny files, then each way in which they can be wrong.
#include "data/readers.hpp"
#include "tests/data/fixtures.hpp"

namespace metaqnn {
namespace {

using test::Bytes;
using test::expect_says;
using test::idx_images;
using test::idx_labels;
using test::refusal;

// Two images of 2 x 2 to train, one to test.
class Idx : public test::DataFolder {
  protected:
    Idx() {
        write(train_images, idx_images(2, 2, 2, {1, 2, 3, 4, 5, 6, 7, 8}));
        write(train_labels, idx_labels({1, 0}));
        write(test_images, idx_images(1, 2, 2, {9, 10, 11, 12}));
        write(test_labels, idx_labels({1}));
    }

    std::string refused() const {
        return refusal([this] { read_idx(folder()); });
    }
    /// Puts a gzip file in the place of the training images.
    void compress_train_images(const Bytes& content) {
        std::filesystem::remove(path(train_images));
        write_gzip(train_images + ".gz", content);
    }

    const std::string train_images = "train-images-idx3-ubyte";
    const std::string train_labels = "train-labels-idx1-ubyte";
    const std::string test_images = "t10k-images-idx3-ubyte";
    const std::string test_labels = "t10k-labels-idx1-ubyte";
};

TEST_F(Idx, ReadsImagesAndLabels) {
    const Dataset data = read_idx(folder());
    EXPECT_EQ(data.train, (ImageSet{{1, 2}, 2, {1, 2, 3, 4, 5, 6, 7, 8}, {1, 0}}));
    EXPECT_EQ(data.test, (ImageSet{{1, 2}, 2, {9, 10, 11, 12}, {1}}));
}

TEST_F(Idx, ReadsGzipToTheSameImages) {
    const Dataset plain = read_idx(folder());
    for (const auto& name : {train_images, train_labels, test_images, test_labels}) {
        write_gzip(name + ".gz", read(name));
        std::filesystem::remove(path(name));
    }
    EXPECT_EQ(read_idx(folder()).train, plain.train);
    EXPECT_EQ(read_idx(folder()).test, plain.test);
}

TEST_F(Idx, NamesTheMissingFile) {
    std::filesystem::remove(path(test_labels));
    expect_says(refused(), {folder().string(), "t10k-labels-idx1-ubyte.gz", "data.path"});
}

TEST_F(Idx, RefusesAnotherMagicNumber) {
    write(train_images, idx_labels({1, 0}));
    expect_says(refused(), {train_images, "2049", "2051"});
}

TEST_F(Idx, RefusesATruncatedFile) {
    write(train_images, idx_images(2, 2, 2, {1, 2, 3, 4, 5, 6, 7}));
    expect_says(refused(), {train_images, "24 bytes", "get the file again"});
}

TEST_F(Idx, RefusesAFileThatEndsInItsHeader) {
    write(train_images, {0, 0, 8, 3, 0, 0});
    expect_says(refused(), {train_images, "truncated"});
}

TEST_F(Idx, RefusesBytesAfterTheLastImage) {
    write(train_images, idx_images(2, 2, 2, {1, 2, 3, 4, 5, 6, 7, 8, 9}));
    expect_says(refused(), {train_images, "24 bytes"});
}

TEST_F(Idx, RefusesTruncatedGzip) {
    Bytes pixels;
    for (unsigned i = 0; i < 20000; ++i) pixels.push_back(static_cast<std::uint8_t>(i * i >> 3U));
    compress_train_images(idx_images(2, 100, 100, pixels));
    const Bytes whole = read(train_images + ".gz");
    write(train_images + ".gz", Bytes(whole.begin(), whole.end() - 20));
    expect_says(refused(), {train_images + ".gz", "get the file again"});
}

TEST_F(Idx, RefusesGzipWithAWrongChecksum) {
    compress_train_images(idx_images(2, 2, 2, {1, 2, 3, 4, 5, 6, 7, 8}));
    Bytes bytes = read(train_images + ".gz");
    bytes[bytes.size() - 6] ^= 0xffU;  // of the CRC, which begins eight bytes before the end
    write(train_images + ".gz", bytes);
    expect_says(refused(), {train_images + ".gz", "damaged"});
}

TEST_F(Idx, RefusesGzipLongerThanItsHeaderSays) {
    compress_train_images(idx_images(2, 2, 2, {1, 2, 3, 4, 5, 6, 7, 8, 9}));
    expect_says(refused(), {train_images + ".gz", "longer"});
}

TEST_F(Idx, TakesNoMemoryForAPromiseThatTheFileCannotHold) {
    const std::uint32_t most = 0xffffffffU;  // 2^32 images of 16 MiB: 2^56 bytes
    write(train_images, idx_images(most, 4096, 4096, {1, 2, 3, 4}));
    write(train_labels, test::join({test::big_endian(0x801), test::big_endian(most), {1, 0}}));
    expect_says(refused(), {train_images, "promises"});
    compress_train_images(idx_images(most, 4096, 4096, {1, 2, 3, 4}));
    expect_says(refused(), {train_images + ".gz", "promises"});
}

TEST_F(Idx, RefusesCountsThatDiffer) {
    write(train_labels, idx_labels({1, 0, 1}));
    expect_says(refused(), {train_images, "2 images", "3 labels"});
}

TEST_F(Idx, RefusesImagesThatAreNotSquare) {
    write(train_images, idx_images(2, 1, 4, {1, 2, 3, 4, 5, 6, 7, 8}));
    expect_says(refused(), {train_images, "1 x 4", "not square"});
}

TEST_F(Idx, RefusesAnEmptySet) {
    write(test_images, idx_images(0, 2, 2, {}));
    write(test_labels, idx_labels({}));
    expect_says(refused(), {test_images, "no images"});
}

TEST_F(Idx, RefusesATestLabelOutsideTheClasses) {
    write(test_labels, idx_labels({2}));
    expect_says(refused(), {test_labels, "label 2 of image 0", "0 to 1"});
}

TEST_F(Idx, RefusesAClassWithoutATrainingImage) {
    write(train_labels, idx_labels({1, 2}));
    expect_says(refused(), {train_labels, "no image of class 0", "from 0"});
}

TEST_F(Idx, RefusesTestImagesOfAnotherSize) {
    write(test_images, idx_images(1, 3, 3, Bytes(9, 7)));
    expect_says(refused(), {test_images, "side 3", "side 2"});
}

TEST_F(Idx, RefusesAFolderInTheFilesPlace) {
    std::filesystem::remove(path(train_images));
    std::filesystem::create_directory(path(train_images));
    expect_says(refused(), {train_images, "not a plain file"});
}

}  // namespace
}  // namespace metaqnn
