// Accuracy, intervals and confusions of predictions that can be checked by hand.
#include "core/predictions.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace metaqnn {
namespace {

using Classes = std::vector<std::uint16_t>;

TEST(Answers, AreTheMostLikelyClassesAndTheFirstOfEqualOnes) {
    const Predictions predictions{3, {0, 1, 2}, {0.2F, 0.5F, 0.3F, 0.4F, 0.2F, 0.4F, 0, 0, 1}};
    EXPECT_EQ(answers_of(predictions), (Classes{1, 0, 2}));
    EXPECT_DOUBLE_EQ(accuracy_of(predictions), 1.0 / 3.0);
}

TEST(ErrorOf, IsNoNumberWithoutImages) {
    EXPECT_DOUBLE_EQ(error_of({2, {0, 1}, {1, 0, 1, 0}}).value(), 0.5);
    EXPECT_FALSE(error_of({2, {}, {}}));
}

TEST(FractionEqual, CountsEqualEntries) {
    EXPECT_DOUBLE_EQ(fraction_equal(Classes{1, 2, 3, 4}, Classes{1, 2, 0, 4}), 0.75);
    EXPECT_EQ(fraction_equal(Classes{}, Classes{}), 0.0);
    EXPECT_THROW(fraction_equal(Classes{1}, Classes{}), LogicError);
}

// Newcombe, Statistics in Medicine 17 (1998), Table I, method 3.
TEST(WilsonInterval, IsThatOfThePublishedExamples) {
    const Interval many = wilson_interval(81.0 / 263.0, 263);
    EXPECT_NEAR(many.low, 0.2553, 5e-5);
    EXPECT_NEAR(many.high, 0.3662, 5e-5);
    const Interval few = wilson_interval(15.0 / 148.0, 148);
    EXPECT_NEAR(few.low, 0.0624, 5e-5);
    EXPECT_NEAR(few.high, 0.1605, 5e-5);
    const Interval none = wilson_interval(0.0, 20);
    EXPECT_EQ(none.low, 0.0);
    EXPECT_NEAR(none.high, 0.1611, 5e-5);
    const Interval one = wilson_interval(1.0 / 29.0, 29);
    EXPECT_NEAR(one.low, 0.0061, 5e-5);
    EXPECT_NEAR(one.high, 0.1718, 5e-5);
}

TEST(WilsonInterval, SaysNothingWithoutImages) {
    EXPECT_EQ(wilson_interval(0.0, 0).low, 0.0);
    EXPECT_EQ(wilson_interval(0.0, 0).high, 1.0);
}

TEST(Confusion, CountsEachPairOfClasses) {
    const Confusion confusion(3, Classes{0, 0, 0, 1, 1}, Classes{0, 0, 1, 2, 1});
    EXPECT_EQ(confusion.count(0, 0), 2);
    EXPECT_EQ(confusion.count(0, 1), 1);
    EXPECT_EQ(confusion.count(1, 2), 1);
    EXPECT_EQ(confusion.count(2, 2), 0);
    EXPECT_EQ(confusion.images(0), 3);
    EXPECT_EQ(confusion.images(2), 0);
}

TEST(Confusion, WeighsClassesAlikeHoweverManyImagesTheyHave) {
    // Accuracy 9/10: always class 0, which has nine of ten images.
    const Confusion lazy(2, Classes{0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, Classes(10, 0));
    EXPECT_DOUBLE_EQ(lazy.balanced_accuracy(), 0.5);
    // Class 2 has no images: it does not count.
    const Confusion sparse(3, Classes{0, 0, 1, 1}, Classes{0, 1, 1, 1});
    EXPECT_DOUBLE_EQ(sparse.balanced_accuracy(), 0.75);
    EXPECT_EQ(Confusion(2, Classes{}, Classes{}).balanced_accuracy(), 0.0);
}

TEST(Confusion, NamesTheMostFrequentMistakesFirst) {
    const Confusion confusion(3, Classes{0, 0, 1, 1, 2, 2, 2}, Classes{1, 0, 0, 2, 1, 1, 2});
    const auto mistakes = confusion.mistakes(3);
    ASSERT_EQ(mistakes.size(), 3U);
    EXPECT_EQ(mistakes[0].label, 2);
    EXPECT_EQ(mistakes[0].answer, 1);
    EXPECT_EQ(mistakes[0].count, 2);
    EXPECT_EQ(mistakes[1].label, 0);
    EXPECT_EQ(mistakes[2].label, 1);
    EXPECT_EQ(mistakes[2].answer, 0);
    EXPECT_EQ(confusion.mistakes(100).size(), 4U);
}

TEST(Confusion, RefusesClassesThatThereAreNot) {
    EXPECT_THROW(Confusion(2, Classes{2}, Classes{0}), LogicError);
    EXPECT_THROW(Confusion(2, Classes{0}, Classes{2}), LogicError);
}

}  // namespace
}  // namespace metaqnn
