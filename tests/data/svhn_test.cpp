// Files of the layout of SVHN's cropped digits, made here: the data set itself is not at hand.
#include "data/readers.hpp"
#include "tests/data/mat_file.hpp"

namespace metaqnn {
namespace {

using namespace test;  // NOLINT(google-build-using-namespace): the fixtures of this layer
using Labels = std::vector<std::uint16_t>;

/// Level of a pixel: different in each place, row, column, channel and image.
std::uint8_t level(std::size_t image, std::size_t channel, std::size_t y, std::size_t x) {
    return static_cast<std::uint8_t>(image * 101 + channel * 53 + y * 7 + x);
}

/// X as MATLAB stores it: rows run fastest, then columns, channels, images.
Bytes digits_x(std::uint32_t images) {
    Bytes levels;
    for (std::size_t n = 0; n < images; ++n) {
        for (std::size_t c = 0; c < 3; ++c) {
            for (std::size_t x = 0; x < 32; ++x) {
                for (std::size_t y = 0; y < 32; ++y) levels.push_back(level(n, c, y, x));
            }
        }
    }
    return mat_array("X", mx_uint8, {32, 32, 3, images}, mi_uint8, levels);
}

Bytes digits_y(const Bytes& labels) {
    const auto count = static_cast<std::uint32_t>(labels.size());
    return mat_array("y", mx_double, {count, 1}, mi_uint8, labels);
}

Bytes digits(const Bytes& labels) {
    const auto count = static_cast<std::uint32_t>(labels.size());
    return mat_file({mat_compressed(digits_x(count)), mat_compressed(digits_y(labels))});
}

class Svhn : public DataFolder {
  protected:
    Svhn() {
        write("train_32x32.mat", digits({1, 9, 10}));
        write("test_32x32.mat", digits({2}));
    }
    Dataset read_all(ExtraImages extra = ExtraImages::use) const {
        return read_svhn(folder(), extra);
    }
    /// Why a training file of these bytes is not read.
    std::string refused(const Bytes& bytes) const {
        write("train_32x32.mat", bytes);
        return refusal([this] { read_all(); });
    }
};

TEST_F(Svhn, PutsRowsColumnsAndChannelsInOrder) {
    const Dataset data = read_all();
    EXPECT_EQ(data.train.shape, (ImageShape{3, 32}));
    EXPECT_EQ(data.train.classes, 10);
    ASSERT_EQ(data.train.pixels.size(), 3U * 3072U);
    for (std::size_t i = 0; i < data.train.pixels.size(); ++i) {
        ASSERT_EQ(data.train.pixels[i], level(i / 3072, i / 1024 % 3, i / 32 % 32, i % 32)) << i;
    }
}

TEST_F(Svhn, NumbersTheDigitsFromZero) {
    const Dataset data = read_all();
    EXPECT_EQ(data.train.labels, (Labels{1, 9, 0}));
    EXPECT_EQ(data.test.labels, (Labels{2}));
    EXPECT_EQ(data.extra, 0);
}

TEST_F(Svhn, AppendsExtraImagesIfTheyAreToBeUsed) {
    write("extra_32x32.mat", digits({5, 6}));
    const Dataset data = read_all();
    EXPECT_EQ(data.train.labels, (Labels{1, 9, 0, 5, 6}));
    EXPECT_EQ(data.extra, 2);
    EXPECT_EQ(data.train.pixels.size(), 5U * 3072U);
    EXPECT_EQ(read_all(ExtraImages::leave).train.labels, (Labels{1, 9, 0}));
}

TEST_F(Svhn, ReadsLabelsAndImagesHoweverTheyAreStored) {
    // 1.0 and 10.0 as doubles, least significant byte first.
    const Bytes doubles{0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0x24, 0x40};
    write("train_32x32.mat",
          mat_file({digits_x(2), mat_array("y", mx_double, {2, 1}, mi_double, doubles)}));
    EXPECT_EQ(read_all().train.labels, (Labels{1, 0}));
    write("train_32x32.mat", mat_file({mat_array("y", mx_uint8, {2, 1}, mi_uint8, {3, 10}),
                                       mat_compressed(digits_x(2))}));
    const Dataset data = read_all();
    EXPECT_EQ(data.train.labels, (Labels{3, 0}));
    EXPECT_EQ(data.train.pixels.at(3072 + 1024 + 32 + 2), level(1, 1, 1, 2));
}

TEST_F(Svhn, NamesTheMissingFile) {
    std::filesystem::remove(path("test_32x32.mat"));
    expect_says(refusal([this] { read_all(); }), {"test_32x32.mat", "SVHN"});
}

TEST_F(Svhn, RefusesLabelsThatAreNoDigits) {
    for (const Bytes& labels : {Bytes{1, 0}, Bytes{1, 11}}) {
        expect_says(refused(digits(labels)), {"train_32x32.mat", "of image 1", "1 to 10"});
    }
}

TEST_F(Svhn, RefusesAnotherLayout) {
    expect_says(refused(mat_file({digits_x(1)})), {"no variable y"});
    expect_says(refused(mat_file({digits_x(2), digits_y({1})})), {"2 images", "1 labels"});
    expect_says(
        refused(mat_file({mat_array("X", mx_uint8, {2, 2}, mi_uint8, Bytes(4)), digits_y({1})})),
        {"X is no uint8 [32, 32, 3, N]"});
    expect_says(refused(mat_file({mat_array("X", mx_double, {32, 32, 3, 1}, mi_uint8, Bytes(3072)),
                                  digits_y({1})})),
                {"X is no uint8"});
    expect_says(
        refused(mat_file({digits_x(1), mat_array("y", mx_uint8, {1, 1, 1}, mi_uint8, {1})})),
        {"y is no column"});
    expect_says(refused(mat_file({digits_x(1), mat_array("y", mx_single, {1, 1}, mi_uint8, {1})})),
                {"y holds neither"});
}

TEST_F(Svhn, RefusesOtherVersionsAndOtherFiles) {
    expect_says(refused({}), {"train_32x32.mat"});
    expect_says(refused(Bytes(5000, 'x')), {"no MATLAB file of version 5"});
    Bytes newer = digits({1});
    newer[125] = 2;  // 7.3: HDF5 inside
    expect_says(refused(newer), {"no MATLAB file of version 5"});
}

TEST_F(Svhn, TakesNoMemoryForAPromiseThatTheFileCannotHold) {
    const Bytes huge = mat_array("X", mx_uint8, {32, 32, 3, 400'000'000}, mi_uint8, Bytes(3072));
    const Bytes labels = mat_array("y", mx_double, {400'000'000, 1}, mi_uint8, {1});
    expect_says(refused(mat_file({huge, labels})), {"promises 400000000 images"});
}

TEST_F(Svhn, RefusesFilesThatAreCut) {
    for (const Bytes& whole : {digits({1, 2}), mat_file({digits_x(2), digits_y({1, 2})})}) {
        for (const std::size_t part : {1U, 3U, 5U, 7U}) {
            const auto end = whole.begin() + static_cast<std::ptrdiff_t>(whole.size() * part / 8);
            expect_says(refused(Bytes(whole.begin(), end)), {"train_32x32.mat"});
        }
    }
}

}  // namespace
}  // namespace metaqnn
