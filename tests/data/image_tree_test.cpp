// Trees of a few pictures: classes, parts, what is left out and what is refused.
#include "data/image_tree.hpp"

#include <algorithm>

#include "tests/data/pictures.hpp"

namespace metaqnn {
namespace {

namespace fs = std::filesystem;
using test::Bytes;
using test::expect_says;
using test::grey_png;
using test::refusal;
using test::rgb_png;
using Names = std::vector<std::string>;
using Labels = std::vector<std::uint16_t>;

class Tree : public test::DataFolder {
  protected:
    /// A file below the folder, whose folders are made.
    void put(const std::string& name, const Bytes& bytes) const {
        fs::create_directories(path(name).parent_path());
        write(name, bytes);
    }
    /// A picture of one grey pixel.
    void put(const std::string& name, std::uint8_t level) const {
        put(name, grey_png(1, 1, {level}));
    }
    ImageTree read_tree(int side = 0, double test_fraction = 0.5) const {
        return read_image_tree({folder(), side, test_fraction});
    }
    std::string refused() const {
        return refusal([this] { read_tree(); });
    }
};

TEST_F(Tree, WithBothPartsIsTakenAsItIs) {
    put("train/dog/b.png", 11);
    put("train/dog/a.png", 10);
    put("train/cat/deeper/c.png", 20);
    put("test/dog/d.png", 12);
    put("README", Bytes{'x'});
    const ImageTree tree = read_tree();
    EXPECT_EQ(tree.data.class_names, (Names{"cat", "dog"}));
    EXPECT_EQ(tree.data.train, (ImageSet{{1, 1}, 2, {20, 10, 11}, {0, 1, 1}}));
    EXPECT_EQ(tree.data.test, (ImageSet{{1, 1}, 2, {12}, {1}}));
    EXPECT_TRUE(tree.left_out.empty());
}

TEST_F(Tree, WithoutATestPartGivesItsShareOfEachClass) {
    for (std::uint8_t i = 0; i < 8; ++i) put("cat/" + std::to_string(i), i);
    for (std::uint8_t i = 0; i < 4; ++i)
        put("train/" + std::to_string(i), static_cast<std::uint8_t>(100 + i));
    const ImageTree tree = read_tree(0, 0.25);
    EXPECT_EQ(tree.data.class_names, (Names{"cat", "train"}));
    EXPECT_EQ(class_counts(tree.data.train.labels, 2), (std::vector<std::int64_t>{6, 3}));
    EXPECT_EQ(class_counts(tree.data.test.labels, 2), (std::vector<std::int64_t>{2, 1}));
    Bytes all = tree.data.train.pixels;
    all.insert(all.end(), tree.data.test.pixels.begin(), tree.data.test.pixels.end());
    std::ranges::sort(all);
    EXPECT_EQ(all, (Bytes{0, 1, 2, 3, 4, 5, 6, 7, 100, 101, 102, 103}));
    EXPECT_EQ(read_tree(0, 0.25).data.test, tree.data.test);
}

TEST_F(Tree, KeepsAnImageOfEachClassToTrain) {
    for (const std::string name : {"a", "b", "c"}) {
        put(name + "/1", 1);
        put(name + "/2", 2);
    }
    const ImageTree tree = read_tree(0, 0.5);
    EXPECT_EQ(tree.data.train.labels, (Labels{0, 1, 2}));
    EXPECT_EQ(tree.data.test.labels, (Labels{0, 1, 2}));
}

TEST_F(Tree, BringsTheMiddleSquareToTheSide) {
    put("train/cat/wide.png", grey_png(4, 2, {0, 1, 3, 0, 0, 5, 7, 0}));
    put("train/dog/high.png", grey_png(1, 3, {0, 9, 0}));
    put("test/cat/one.png", 7);
    const ImageTree tree = read_tree(1);
    EXPECT_EQ(tree.data.train, (ImageSet{{1, 1}, 2, {4, 9}, {0, 1}}));
}

TEST_F(Tree, BecomesRgbAsSoonAsOnePictureHasColours) {
    put("train/cat/a.png", 10);
    put("train/dog/a.png", rgb_png(1, 1, {1, 2, 3}));
    put("train/dog/b.png", 20);
    put("test/cat/a.png", 30);
    const ImageTree tree = read_tree();
    EXPECT_EQ(tree.data.train, (ImageSet{{3, 1}, 2, {10, 10, 10, 1, 2, 3, 20, 20, 20}, {0, 1, 1}}));
    EXPECT_EQ(tree.data.test, (ImageSet{{3, 1}, 2, {30, 30, 30}, {0}}));
}

TEST_F(Tree, BecomesRgbForTheTestPartToo) {
    put("train/cat/a.png", 10);
    put("train/dog/a.png", 20);
    put("test/cat/a.png", rgb_png(1, 1, {1, 2, 3}));
    EXPECT_EQ(read_tree().data.train, (ImageSet{{3, 1}, 2, {10, 10, 10, 20, 20, 20}, {0, 1}}));
}

TEST_F(Tree, NamesWhatItLeavesOut) {
    put("train/cat/a.png", 10);
    put("train/dog/a.png", 20);
    put("train/dog/b.png", Bytes{'n', 'o'});
    put("train/empty/notes.txt", Bytes{'n', 'o'});
    put("train/.hidden/a.png", 30);
    put("train/dog/.hidden", Bytes{'n', 'o'});
    put("test/cat/a.png", 30);
    fs::create_symlink(folder() / "absent", path("train/dog/link.png"));
    const ImageTree tree = read_tree();
    EXPECT_EQ(tree.data.class_names, (Names{"cat", "dog"}));
    EXPECT_EQ(tree.data.train.labels, (Labels{0, 1}));
    ASSERT_EQ(tree.left_out.size(), 4U);
    expect_says(tree.left_out[0], {"train/dog/b.png", "neither PNG nor JPEG"});
    expect_says(tree.left_out[1], {"train/dog/link.png", "no such file"});
    expect_says(tree.left_out[2], {"train/empty/notes.txt"});
    expect_says(tree.left_out[3], {"train/empty", "not a class"});
}

TEST_F(Tree, AsksForTheSideOfUnequalPictures) {
    put("cat/a.png", 10);
    put("dog/a.png", grey_png(2, 2, Bytes(4)));
    expect_says(refused(), {"dog/a.png", "2 x 2", "1 x 1", "--side"});
    put("cat/a.png", grey_png(2, 1, Bytes(2)));
    expect_says(refused(), {"cat/a.png", "not square", "--side"});
}

TEST_F(Tree, RefusesToDivideAClassOfOne) {
    put("cat/a.png", 10);
    put("cat/b.png", 10);
    put("dog/a.png", 20);
    expect_says(refused(), {"dog", "one image"});
}

TEST_F(Tree, RefusesWhatHasTooFewClasses) {
    expect_says(refused(), {folder().string(), "0 folders", "one folder a class"});
    put("cat/a.png", 10);
    put("dog/a.png", Bytes{'n', 'o'});
    expect_says(refused(), {"1 folders", "left out", "dog/a.png"});
}

TEST_F(Tree, RefusesHalfATree) {
    put("train/cat/a.png", 10);
    put("train/dog/a.png", 10);
    expect_says(refused(), {"train/ without test/"});
    put("test/bird/a.png", 10);
    expect_says(refused(), {"test/bird", "no such class"});
    fs::remove_all(path("test/bird"));
    fs::create_directories(path("test/cat"));
    expect_says(refused(), {"test", "no readable image"});
}

}  // namespace
}  // namespace metaqnn
