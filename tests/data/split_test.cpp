// Stratified choices: exact totals, proportional classes, the same for the same seed.
#include "data/split.hpp"

#include <algorithm>

#include "core/random.hpp"
#include "data/image_set.hpp"
#include "tests/data/fixtures.hpp"

namespace metaqnn {
namespace {

using test::expect_says;
using test::refusal;
using Labels = std::vector<std::uint16_t>;

std::vector<std::int64_t> counts_of(const Labels& labels, int classes,
                                    const std::vector<std::uint32_t>& indices) {
    Labels chosen;
    for (const std::uint32_t index : indices) chosen.push_back(labels.at(index));
    return class_counts(chosen, classes);
}

Labels labels_with(const std::vector<int>& counts) {
    Labels labels;
    for (std::size_t c = 0; c < counts.size(); ++c) {
        labels.insert(labels.end(), static_cast<std::size_t>(counts[c]),
                      static_cast<std::uint16_t>(c));
    }
    return labels;
}

TEST(StratifiedChoice, GivesWhatIsLeftToTheLargestRemainders) {
    // Of 7 + 5 + 3 = 15, choose 4: quotas 1.87, 1.33, 0.8; whole shares 1, 1, 0; 2 left.
    const Labels labels = labels_with({7, 5, 3});
    EXPECT_EQ(counts_of(labels, 3, stratified_choice(labels, 3, 4, 1)),
              (std::vector<std::int64_t>{2, 1, 1}));
}

TEST(StratifiedChoice, GivesTiesToTheLowerClass) {
    const Labels labels = labels_with({2, 2, 2, 2});
    EXPECT_EQ(counts_of(labels, 4, stratified_choice(labels, 4, 2, 1)),
              (std::vector<std::int64_t>{1, 1, 0, 0}));
}

TEST(StratifiedChoice, CanChooseNoneAndAll) {
    const Labels labels = labels_with({2, 1});
    EXPECT_TRUE(stratified_choice(labels, 2, 0, 1).empty());
    EXPECT_EQ(stratified_choice(labels, 2, 3, 1), (std::vector<std::uint32_t>{0, 1, 2}));
}

TEST(StratifiedChoice, RefusesMoreThanThereAre) {
    const Labels labels = labels_with({2, 1});
    expect_says(refusal([&] { stratified_choice(labels, 2, 4, 1); }), {"4 of 3"});
}

TEST(StratifiedChoice, ChoosesEachImageOfAClassEquallyOften) {
    const Labels labels = labels_with({4, 4});
    std::vector<int> chosen(8);
    for (std::uint64_t seed = 0; seed < 4000; ++seed) {
        for (const std::uint32_t index : stratified_choice(labels, 2, 4, seed)) ++chosen[index];
    }
    // Binomial with mean 2000 and deviation 31.6.
    for (const int count : chosen) EXPECT_NEAR(count, 2000, 160);
}

/// Every index once, ascending parts, and each class within one image of its quota.
void expect_stratified(const Labels& labels, int classes, std::int64_t validation,
                       const Split& parts) {
    EXPECT_EQ(static_cast<std::int64_t>(parts.validation.size()), validation);
    EXPECT_TRUE(std::ranges::is_sorted(parts.train));
    EXPECT_TRUE(std::ranges::is_sorted(parts.validation));
    std::vector<std::uint32_t> all;
    std::ranges::merge(parts.train, parts.validation, std::back_inserter(all));
    ASSERT_EQ(all.size(), labels.size());
    for (std::uint32_t i = 0; i < all.size(); ++i) ASSERT_EQ(all[i], i);

    const auto whole = class_counts(labels, classes);
    const auto part = counts_of(labels, classes, parts.validation);
    for (std::size_t c = 0; c < whole.size(); ++c) {
        const double quota = static_cast<double>(whole[c]) * static_cast<double>(validation) /
                             static_cast<double>(labels.size());
        EXPECT_LT(std::abs(static_cast<double>(part[c]) - quota), 1.0);
    }
}

TEST(Split, IsStratifiedForRandomSets) {
    Rng random(7);
    for (int repeat = 0; repeat < 200; ++repeat) {
        const int classes = 2 + static_cast<int>(random.below(9));
        Labels labels(2 + random.below(300));
        for (auto& label : labels) {
            label = static_cast<std::uint16_t>(random.below(static_cast<std::uint64_t>(classes)));
        }
        const auto validation = static_cast<std::int64_t>(1 + random.below(labels.size() - 1));
        expect_stratified(labels, classes, validation,
                          split(labels, classes, validation, random.next()));
    }
}

TEST(Split, IsTheSameForTheSameSeedOnly) {
    const Labels labels = labels_with({50, 50});
    EXPECT_EQ(split(labels, 2, 20, 5).validation, split(labels, 2, 20, 5).validation);
    EXPECT_NE(split(labels, 2, 20, 5).validation, split(labels, 2, 20, 6).validation);
}

TEST(Split, RefusesAnEmptyPart) {
    const Labels labels = labels_with({2, 2});
    for (const std::int64_t validation : {-1, 0, 4, 5}) {
        expect_says(refusal([&] { split(labels, 2, validation, 1); }),
                    {"data.validation = " + std::to_string(validation), "1 to 3", "4 images"});
    }
}

TEST(BalancedSplit, TakesAsManyOfEachClass) {
    const Labels labels = labels_with({7, 3, 30});
    const Split parts = balanced_split(labels, 3, 0, 6, 1);
    EXPECT_EQ(counts_of(labels, 3, parts.validation), (std::vector<std::int64_t>{2, 2, 2}));
    EXPECT_EQ(counts_of(labels, 3, parts.train), (std::vector<std::int64_t>{5, 1, 28}));
    EXPECT_TRUE(std::ranges::is_sorted(parts.validation));
    EXPECT_EQ(balanced_split(labels, 3, 0, 6, 1).validation, parts.validation);
    EXPECT_NE(balanced_split(labels, 3, 0, 6, 2).validation, parts.validation);
}

TEST(BalancedSplit, TakesAThirdFromTheExtraImages) {
    // Twelve images, then nine extra ones; of each class 2 and 1 validate.
    Labels labels = labels_with({4, 4, 4});
    const Labels extra = labels_with({1, 6, 2});
    labels.insert(labels.end(), extra.begin(), extra.end());
    const Split parts = balanced_split(labels, 3, 9, 9, 1);
    const auto first_extra = std::ranges::lower_bound(parts.validation, 12U);
    EXPECT_EQ(counts_of(labels, 3, {parts.validation.begin(), first_extra}),
              (std::vector<std::int64_t>{2, 2, 2}));
    EXPECT_EQ(counts_of(labels, 3, {first_extra, parts.validation.end()}),
              (std::vector<std::int64_t>{1, 1, 1}));
    EXPECT_EQ(parts.train.size(), 12U);
}

TEST(BalancedSplit, RefusesWhatCannotBeDivided) {
    const Labels labels = labels_with({4, 4, 4});
    expect_says(refusal([&] { balanced_split(labels, 3, 0, 4, 1); }), {"= 4", "multiple of 3"});
    expect_says(refusal([&] { balanced_split(labels, 3, 3, 3, 1); }), {"= 3", "multiple of 9"});
    expect_says(refusal([&] { balanced_split(labels, 3, 0, 12, 1); }), {"class 0", "too few"});
    expect_says(refusal([&] { balanced_split(labels, 3, 3, 9, 1); }), {"class 0", "extra ones, 1"});
}

}  // namespace
}  // namespace metaqnn
