// Which images the paper's errors are compared on.
#include "app/paper_comparison.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

DataSpec of_kind(DataKind kind) {
    DataSpec data;
    data.kind = kind;
    return data;
}

TEST(PaperErrors, AreThoseOfThePapersTables) {
    const auto cifar10 = paper_errors(of_kind(DataKind::cifar10), {});
    ASSERT_TRUE(cifar10);
    EXPECT_EQ(cifar10->data_set, "CIFAR-10");
    EXPECT_DOUBLE_EQ(cifar10->best, 0.0692);
    EXPECT_DOUBLE_EQ(cifar10->ensemble.value(), 0.0732);
    EXPECT_DOUBLE_EQ(paper_errors(of_kind(DataKind::svhn), {})->ensemble.value(), 0.0206);
    EXPECT_FALSE(paper_errors(of_kind(DataKind::cifar100), {})->ensemble);
}

TEST(PaperErrors, AreNotComparedOnOtherImages) {
    EXPECT_FALSE(paper_errors(of_kind(DataKind::synthetic), {}));
    EXPECT_FALSE(paper_errors(of_kind(DataKind::hdf5), {}));
    DataSpec coarse = of_kind(DataKind::cifar100);
    coarse.labels = Cifar100Labels::coarse;
    EXPECT_FALSE(paper_errors(coarse, {}));
}

TEST(PaperErrors, KnowMnistByItsTestLabelsAndFashionMnistIsNotMnist) {
    std::vector<std::uint16_t> mnist;
    std::vector<std::uint16_t> fashion;
    const std::vector<std::size_t> digits{980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009};
    for (std::uint16_t digit = 0; digit < 10; ++digit) {
        mnist.insert(mnist.end(), digits[digit], digit);
        fashion.insert(fashion.end(), 1000, digit);
    }
    const auto found = paper_errors(of_kind(DataKind::idx), mnist);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->data_set, "MNIST");
    EXPECT_FALSE(paper_errors(of_kind(DataKind::idx), fashion));
    mnist.push_back(10);
    EXPECT_FALSE(paper_errors(of_kind(DataKind::idx), mnist));
}

}  // namespace
}  // namespace metaqnn
