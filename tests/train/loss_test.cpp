// The loss and its gradient on logits that can be worked out by hand.
#include "train/loss.hpp"

#include <cmath>

#include <ATen/core/Tensor.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

namespace metaqnn::train {
namespace {

at::Tensor labels_of(std::initializer_list<std::int64_t> labels) {
    return at::tensor(std::vector<std::int64_t>(labels), at::dtype(at::kLong));
}

TEST(Judge, SumsTheCrossEntropyOverTheImages) {
    // Equal logits: probability 1/4 each.
    const Judgement judgement = judge(at::zeros({2, 4}), labels_of({0, 3}), 0.0, false);
    EXPECT_NEAR(judgement.loss.item<double>(), 2 * std::log(4.0), 1e-6);
    EXPECT_FALSE(judgement.gradient.defined());
}

TEST(Judge, CountsTheRightOnes) {
    const at::Tensor logits = at::tensor({2.0F, 1.0F, 0.0F, 5.0F, 1.0F, 3.0F}).view({3, 2});
    EXPECT_EQ(judge(logits, labels_of({0, 1, 0}), 0.0, false).correct.item<std::int64_t>(), 2);
}

TEST(Judge, GivesSoftmaxMinusTargetOverTheImages) {
    const Judgement judgement = judge(at::zeros({2, 4}), labels_of({0, 3}), 0.0, true);
    EXPECT_NEAR(judgement.gradient[0][0].item<double>(), (0.25 - 1.0) / 2, 1e-6);
    EXPECT_NEAR(judgement.gradient[0][1].item<double>(), 0.25 / 2, 1e-6);
    EXPECT_NEAR(judgement.gradient[1][3].item<double>(), (0.25 - 1.0) / 2, 1e-6);
}

TEST(Judge, SpreadsTheTargetWhenSmoothing) {
    // Target with smoothing 0.2 of four classes: 0.85 and three times 0.05.
    const Judgement judgement = judge(at::zeros({1, 4}), labels_of({1}), 0.2, true);
    EXPECT_NEAR(judgement.gradient[0][1].item<double>(), 0.25 - 0.85, 1e-6);
    EXPECT_NEAR(judgement.gradient[0][0].item<double>(), 0.25 - 0.05, 1e-6);
    EXPECT_NEAR(judgement.loss.item<double>(), std::log(4.0), 1e-6);
}

TEST(Judge, ShowsWhatIsNoNumber) {
    const at::Tensor logits = at::tensor({NAN, 1.0F}).view({1, 2});
    EXPECT_TRUE(std::isnan(judge(logits, labels_of({1}), 0.0, true).loss.item<double>()));
}

}  // namespace
}  // namespace metaqnn::train
