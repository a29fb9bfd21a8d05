// The one-pass kernels against numbers that can be checked by hand.
#include "train/finish_kernels.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace metaqnn::train {
namespace {

using Numbers = std::vector<float>;

struct Result {
    Numbers output;
    std::vector<std::uint8_t> winners;
};

Result forward(const Finish& finish, const FinishShape& shape, const Numbers& input,
               std::uint32_t key = 1) {
    const auto count = static_cast<std::size_t>(shape.images * shape.pooled_side *
                                                shape.pooled_side * shape.channels);
    Result result{Numbers(count), std::vector<std::uint8_t>(count)};
    finish_forward(finish, shape, key, input.data(), result.output.data(), result.winners.data());
    return result;
}

Numbers backward(const Finish& finish, const FinishShape& shape, const Result& result,
                 const Numbers& gradient) {
    Numbers input_gradient(
        static_cast<std::size_t>(shape.images * shape.side * shape.side * shape.channels));
    finish_backward(finish, shape, result.output.data(), result.winners.data(), gradient.data(),
                    input_gradient.data());
    return input_gradient;
}

Bfloat16 upper_half(float number) {
    return {static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(number) >> 16U)};
}

std::vector<Bfloat16> upper_halves(const Numbers& numbers) {
    std::vector<Bfloat16> halves;
    for (const float number : numbers) halves.push_back(upper_half(number));
    return halves;
}

Numbers whole(const std::vector<Bfloat16>& halves) {
    Numbers numbers;
    for (const Bfloat16 half : halves) {
        numbers.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(half.bits) << 16U));
    }
    return numbers;
}

/// Both passes in bfloat16: what they give must be that of float32, rounded once.
void expect_the_same_in_bfloat16(const Finish& finish, const FinishShape& shape,
                                 const Numbers& input, const Numbers& gradient) {
    const Result expected = forward(finish, shape, input);
    const Numbers expected_gradient = backward(finish, shape, expected, gradient);
    std::vector<Bfloat16> output(expected.output.size());
    std::vector<std::uint8_t> winners(output.size());
    finish_forward(finish, shape, 1, upper_halves(input).data(), output.data(), winners.data());
    EXPECT_EQ(whole(output), expected.output);
    EXPECT_EQ(winners, expected.winners);
    std::vector<Bfloat16> input_gradient(input.size());
    finish_backward(finish, shape, output.data(), winners.data(), upper_halves(gradient).data(),
                    input_gradient.data());
    EXPECT_EQ(whole(input_gradient), expected_gradient);
}

double dropped_part(const Numbers& numbers) {
    return static_cast<double>(std::count(numbers.begin(), numbers.end(), 0.0F)) /
           static_cast<double>(numbers.size());
}

constexpr FinishShape four{1, 2, 2, 1};

TEST(FinishForward, CutsNegativeNumbers) {
    EXPECT_EQ(forward({}, four, {-1, 2, 0, 3}).output, (Numbers{0, 2, 0, 3}));
}

TEST(FinishForward, PassesEverythingWithoutReluDropoutAndPooling) {
    EXPECT_EQ(forward({.relu = false}, four, {-1, 2, 0, 3}).output, (Numbers{-1, 2, 0, 3}));
}

TEST(FinishForward, TakesTheLargestOfEachWindowAndChannel) {
    // Two channels side by side in memory: 1 2 / 3 4 and -1 -2 / -3 -4.
    const Result result = forward({.relu = false, .field = 2, .stride = 2}, {1, 2, 1, 2},
                                  {1, -1, 2, -2, 3, -3, 4, -4});
    EXPECT_EQ(result.output, (Numbers{4, -1}));
    EXPECT_EQ(result.winners, (std::vector<std::uint8_t>{3, 0}));
}

TEST(FinishForward, LeavesOutPixelsThatFillNoWindow) {
    const Result result =
        forward({.field = 2, .stride = 2}, {1, 3, 1, 1}, {1, 2, 9, 3, 4, 9, 9, 9, 9});
    EXPECT_EQ(result.output, (Numbers{4}));
}

TEST(FinishForward, LetsWindowsOverlap) {
    const Result result =
        forward({.field = 2, .stride = 1}, {1, 3, 2, 1}, {1, 2, 3, 4, 9, 5, 6, 7, 8});
    EXPECT_EQ(result.output, (Numbers{9, 9, 9, 9}));
    EXPECT_EQ(result.winners, (std::vector<std::uint8_t>{3, 2, 1, 0}));
}

TEST(FinishForward, KeepsWhatIsNoNumber) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const Finish pooling{.field = 2, .stride = 2};
    EXPECT_TRUE(std::isnan(forward({}, {1, 1, 1, 1}, {nan}).output[0]));
    EXPECT_TRUE(std::isnan(forward(pooling, {1, 2, 1, 1}, {5, nan, 7, 1}).output[0]));
    EXPECT_TRUE(std::isnan(forward(pooling, {1, 2, 1, 1}, {nan, 1, 2, 3}).output[0]));
}

TEST(FinishForward, DropsItsPartAndScalesTheRest) {
    const FinishShape shape{1, 100, 100, 10};
    const Result result = forward({.dropout_before = 0.25}, shape, Numbers(100'000, 3.0F));
    EXPECT_NEAR(dropped_part(result.output), 0.25, 0.01);
    EXPECT_EQ(*std::max_element(result.output.begin(), result.output.end()), 4.0F);
}

TEST(FinishForward, DropsAfterPooling) {
    const FinishShape shape{1, 100, 50, 10};
    const Result result =
        forward({.field = 2, .stride = 2, .dropout_after = 0.5}, shape, Numbers(100'000, 3.0F));
    EXPECT_NEAR(dropped_part(result.output), 0.5, 0.02);
    EXPECT_EQ(*std::max_element(result.output.begin(), result.output.end()), 6.0F);
}

TEST(FinishForward, DropsBeforePoolingSoThatFourMustFallTogether) {
    const FinishShape shape{1, 200, 100, 10};
    const Result result =
        forward({.dropout_before = 0.5, .field = 2, .stride = 2}, shape, Numbers(400'000, 3.0F));
    EXPECT_NEAR(dropped_part(result.output), 1.0 / 16, 0.005);
}

TEST(FinishForward, DropsByItsKey) {
    const FinishShape shape{1, 10, 10, 10};
    const Numbers ones(1000, 1.0F);
    const Finish half{.dropout_before = 0.5};
    EXPECT_EQ(forward(half, shape, ones, 7).output, forward(half, shape, ones, 7).output);
    EXPECT_NE(forward(half, shape, ones, 7).output, forward(half, shape, ones, 8).output);
}

TEST(FinishBackward, PassesTheGradientWhereReluDid) {
    const Result result = forward({}, four, {-1, 2, 0, 3});
    EXPECT_EQ(backward({}, four, result, {5, 6, 7, 8}), (Numbers{0, 6, 0, 8}));
}

TEST(FinishBackward, GivesTheGradientToTheWinners) {
    const Finish pooling{.field = 2, .stride = 1};
    const FinishShape shape{1, 3, 2, 1};
    const Result result = forward(pooling, shape, {1, 2, 3, 4, 9, 5, 6, 7, 8});
    EXPECT_EQ(backward(pooling, shape, result, {1, 10, 100, 1000}),
              (Numbers{0, 0, 0, 0, 1111, 0, 0, 0, 0}));
}

TEST(FinishBackward, StopsAtWindowsWithoutAPositiveNumber) {
    const Finish pooling{.field = 2, .stride = 2};
    const FinishShape shape{1, 2, 1, 1};
    const Result result = forward(pooling, shape, {-1, -2, -3, -4});
    EXPECT_EQ(backward(pooling, shape, result, {5}), (Numbers{0, 0, 0, 0}));
}

TEST(FinishBackward, PassesTheGradientOfPoolingAloneAtZero) {
    const Finish pooling{.relu = false, .field = 2, .stride = 2};
    const FinishShape shape{1, 2, 1, 1};
    const Result result = forward(pooling, shape, {-1, 0, -3, -4});
    EXPECT_EQ(backward(pooling, shape, result, {5}), (Numbers{0, 5, 0, 0}));
}

TEST(FinishBackward, StopsAtWhatWasDroppedAndScalesTheRest) {
    const Finish fifth{.dropout_before = 0.2};
    const FinishShape shape{1, 10, 10, 3};
    const Result result = forward(fifth, shape, Numbers(300, 1.0F));
    EXPECT_EQ(backward(fifth, shape, result, Numbers(300, 1.0F)), result.output);
}

TEST(FinishInBfloat16, IsThatOfFloat32WhereNothingIsRounded) {
    // Whole numbers below 256 are exact, and so are their halves and quarters.
    const FinishShape alone{2, 5, 5, 70};
    const FinishShape pooled{2, 5, 2, 70};
    Numbers input(2 * 5 * 5 * 70);
    for (std::size_t i = 0; i < input.size(); ++i) input[i] = static_cast<float>(i * 37 % 101) - 50;
    Numbers gradient(input.size());
    for (std::size_t i = 0; i < input.size(); ++i) gradient[i] = static_cast<float>(i % 7) + 1;
    const Numbers pooled_gradient(gradient.begin(), gradient.begin() + 2 * 2 * 2 * 70);
    expect_the_same_in_bfloat16({}, alone, input, gradient);
    expect_the_same_in_bfloat16({.dropout_before = 0.5}, alone, input, gradient);
    expect_the_same_in_bfloat16({.relu = false, .dropout_before = 0.5}, alone, input, gradient);
    expect_the_same_in_bfloat16({.field = 3, .stride = 2}, pooled, input, pooled_gradient);
    expect_the_same_in_bfloat16({.relu = false, .field = 3, .stride = 2}, pooled, input,
                                pooled_gradient);
    expect_the_same_in_bfloat16({.dropout_before = 0.5, .field = 3, .stride = 2}, pooled, input,
                                pooled_gradient);
    expect_the_same_in_bfloat16({.field = 3, .stride = 2, .dropout_after = 0.5}, pooled, input,
                                pooled_gradient);
}

TEST(FinishInBfloat16, RoundsOnceToTheNearestAndTiesToEven) {
    // Eight bits of precision: from 256 on only even numbers.
    const Finish pooling{.field = 2, .stride = 1};
    const FinishShape shape{1, 3, 2, 1};
    const std::vector<Bfloat16> input = upper_halves({0, 0, 0, 0, 9, 0, 0, 0, 0});
    std::vector<Bfloat16> output(4);
    std::vector<std::uint8_t> winners(4);
    finish_forward(pooling, shape, 1, input.data(), output.data(), winners.data());
    const auto summed = [&](const Numbers& gradient) {
        std::vector<Bfloat16> sum(9);
        finish_backward(pooling, shape, output.data(), winners.data(),
                        upper_halves(gradient).data(), sum.data());
        return whole(sum)[4];
    };
    EXPECT_EQ(summed({256, 0.5, 0.5, 0}), 256);  // 257, a tie
    EXPECT_EQ(summed({256, 1, 1, 1}), 260);      // 259, a tie
    EXPECT_EQ(summed({256, 1, 0.25, 0}), 258);   // 257.25
    EXPECT_EQ(summed({256, 0.5, 0.5, 1}), 258);  // added one by one it would stay 256
    EXPECT_EQ(summed({-256, -1, -0.25, 0}), -258);
}

TEST(FinishInBfloat16, KeepsWhatIsNoNumber) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<Bfloat16> input = upper_halves({nan, -nan, INFINITY, -INFINITY});
    std::vector<Bfloat16> output(4);
    finish_forward({.dropout_before = 1e-9}, four, 7, input.data(), output.data(), nullptr);
    const Numbers numbers = whole(output);
    EXPECT_TRUE(std::isnan(numbers[0]));
    EXPECT_TRUE(std::isnan(numbers[1]));
    EXPECT_EQ(numbers[2], INFINITY);
    EXPECT_EQ(numbers[3], 0.0F);
}

}  // namespace
}  // namespace metaqnn::train
