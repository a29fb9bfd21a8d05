// Sets of images and the checks that every reader shares.
#include "data/image_set.hpp"

#include "tests/data/fixtures.hpp"

namespace metaqnn {
namespace {

using test::expect_says;
using test::refusal;
using Labels = std::vector<std::uint16_t>;

TEST(Subset, TakesImagesInTheOrderAsked) {
    const ImageSet images{{2, 1}, 3, {1, 2, 3, 4, 5, 6}, {0, 1, 2}};
    const std::vector<std::uint32_t> indices{2, 0, 2};
    EXPECT_EQ(subset(images, indices), (ImageSet{{2, 1}, 3, {5, 6, 1, 2, 5, 6}, {2, 0, 2}}));
}

TEST(ClassCounts, CountEveryClass) {
    EXPECT_EQ(class_counts(Labels{2, 0, 2}, 4), (std::vector<std::int64_t>{1, 0, 2, 0}));
}

TEST(CheckLabels, NamesTheFirstWrongOne) {
    EXPECT_NO_THROW(check_labels(Labels{0, 2}, 3, "file"));
    expect_says(refusal([] {
                    check_labels(Labels{0, 3, 4}, 3, "file");
                }),
                {"file", "label 3 of image 1", "0 to 2"});
}

TEST(ClassesIn, AreTheLargestLabelPlusOne) { EXPECT_EQ(classes_in(Labels{1, 0, 2}, "f"), 3); }

TEST(ClassesIn, RefusesLabelsThatCannotBeClasses) {
    expect_says(refusal([] { classes_in(Labels{}, "file"); }), {"file", "empty"});
    expect_says(refusal([] { classes_in(Labels{0, 0}, "file"); }), {"file", "one class"});
    expect_says(refusal([] { classes_in(Labels{1, 2}, "file"); }), {"file", "class 0"});
    expect_says(refusal([] { classes_in(Labels{0, 10000}, "file"); }), {"file", "10000"});
}

TEST(SquareShape, RefusesWhatIsNotASquareImage) {
    EXPECT_EQ(square_shape(3, 32, 32, "file"), (ImageShape{3, 32}));
    expect_says(refusal([] { square_shape(3, 32, 31, "file"); }), {"file", "32 x 31"});
    expect_says(refusal([] { square_shape(0, 32, 32, "file"); }), {"file", "0 channels"});
    expect_says(refusal([] { square_shape(257, 32, 32, "file"); }), {"file", "257 channels"});
    expect_says(refusal([] { square_shape(3, 0, 0, "file"); }), {"file", "0 x 0"});
    expect_says(refusal([] { square_shape(3, 4097, 4097, "file"); }), {"file", "4097"});
}

TEST(CheckCounts, RefusesNoneDifferentAndTooMany) {
    EXPECT_NO_THROW(check_counts(5, 5, "file"));
    expect_says(refusal([] { check_counts(0, 0, "file"); }), {"file", "no images"});
    expect_says(refusal([] { check_counts(5, 4, "file"); }), {"file", "5 images", "4 labels"});
    const std::uint64_t many = std::uint64_t{1} << 32U;
    expect_says(refusal([&] { check_counts(many, many, "file"); }), {"file", "4294967296"});
}

}  // namespace
}  // namespace metaqnn
