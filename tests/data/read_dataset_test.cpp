// The way from a description to images, the limit, the summary; and the real data sets.
#include "data/read_dataset.hpp"

#include <numeric>

#include "core/random.hpp"
#include "tests/data/fixtures.hpp"

namespace metaqnn {
namespace {

namespace fs = std::filesystem;
using test::expect_says;
using test::refusal;

DataSpec synthetic_spec() {
    DataSpec spec;
    spec.validation = 6;
    spec.synthetic = {.images = 31, .test_images = 5, .side = 8, .channels = 1, .classes = 3};
    return spec;
}

TEST(ReadDataset, NeedsAPathForFiles) {
    DataSpec spec;
    spec.kind = DataKind::cifar10;
    expect_says(refusal([&] { read_dataset(spec, 1); }), {"data.path is empty", "cifar10"});
}

TEST(ReadDataset, RefusesANegativeLimit) {
    DataSpec spec = synthetic_spec();
    spec.limit = -1;
    expect_says(refusal([&] { read_dataset(spec, 1); }), {"data.limit = -1"});
}

TEST(ReadDataset, LimitsTheTrainingSetByClass) {
    DataSpec spec = synthetic_spec();
    spec.limit = 12;
    const Dataset data = read_dataset(spec, 1);
    EXPECT_EQ(data.train.size(), 12);
    EXPECT_EQ(data.train.pixels.size(), 12U * 64U);
    EXPECT_EQ(class_counts(data.train.labels, 3), (std::vector<std::int64_t>{4, 4, 4}));
    EXPECT_EQ(data.test.size(), 5);
}

TEST(ReadDataset, TakesTheSameImagesForTheSameSeedOnly) {
    DataSpec spec = synthetic_spec();
    spec.limit = 12;
    EXPECT_EQ(read_dataset(spec, 1).train, read_dataset(spec, 1).train);
    EXPECT_NE(read_dataset(spec, 1).train, read_dataset(spec, 2).train);
}

TEST(ReadDataset, UsesAllImagesForALimitBeyondThem) {
    DataSpec spec = synthetic_spec();
    spec.limit = 1000;
    EXPECT_EQ(read_dataset(spec, 1).train.size(), 31);
}

TEST(SplitDataset, FollowsTheRule) {
    // 31 images of classes 11, 10, 10: as many of each, not their shares.
    DataSpec spec = synthetic_spec();
    spec.split = SplitRule::balanced;
    spec.validation = 15;
    EXPECT_EQ(describe_dataset(spec, 1).parts[1].class_sizes, (std::vector<std::int64_t>{5, 5, 5}));
    spec.validation = 16;
    expect_says(refusal([&] { describe_dataset(spec, 1); }), {"data.validation = 16", "balanced"});
}

TEST(SplitDataset, TrainsOnAllIfNoneValidate) {
    DataSpec spec = synthetic_spec();
    spec.validation = 0;
    for (const SplitRule rule : {SplitRule::stratified, SplitRule::balanced}) {
        spec.split = rule;
        const Split parts = split_dataset(read_dataset(spec, 1), spec, 1);
        EXPECT_EQ(parts.train.size(), 31U);
        EXPECT_EQ(parts.train.back(), 30U);
        EXPECT_TRUE(parts.validation.empty());
    }
}

TEST(ChannelStatistics, AreOfTheChosenImagesAlone) {
    // Two channels of one pixel; the image in the middle does not count.
    const ImageSet images{{2, 1}, 2, {10, 5, 255, 255, 20, 5}, {0, 1, 0}};
    const std::vector<std::uint32_t> chosen{0, 2};
    const ChannelStatistics statistics = channel_statistics(images, chosen);
    EXPECT_EQ(statistics.mean, (std::vector<double>{15.0, 5.0}));
    EXPECT_DOUBLE_EQ(statistics.deviation[0], 5.0);
    EXPECT_EQ(statistics.deviation[1], 1.0);  // one single value
}

TEST(DescribeDataset, SumsUpEveryPart) {
    const DatasetSummary summary = describe_dataset(synthetic_spec(), 1);
    EXPECT_EQ(summary.kind, DataKind::synthetic);
    EXPECT_TRUE(summary.files.empty());
    EXPECT_EQ(summary.shape, (ImageShape{1, 8}));
    EXPECT_EQ(summary.classes, 3);
    ASSERT_EQ(summary.parts.size(), 3U);
    // 31 images of classes 11, 10, 10; six to validate: two of each.
    using Counts = std::vector<std::int64_t>;
    EXPECT_EQ(summary.parts[0].name, "train");
    EXPECT_EQ(summary.parts[0].class_sizes, (Counts{9, 8, 8}));
    EXPECT_EQ(summary.parts[1].name, "validation");
    EXPECT_EQ(summary.parts[1].class_sizes, (Counts{2, 2, 2}));
    EXPECT_EQ(summary.parts[2].name, "test");
    EXPECT_EQ(summary.parts[2].class_sizes, (Counts{2, 2, 1}));
    EXPECT_TRUE(summary.class_names.empty());
    EXPECT_GT(summary.statistics.deviation.at(0), 1.0);
}

/// The published sizes of a data set.
struct Published {
    DataKind kind;
    std::int64_t train;
    std::int64_t test;
    ImageShape shape;
    int classes;
    std::int64_t test_of_a_class;  ///< 0: classes differ in size
    std::vector<double> mean;      ///< of all training pixels, as fractions of 255
    std::vector<double> deviation;
};

void expect_published(const fs::path& folder, const Published& published) {
    DataSpec spec;
    spec.kind = published.kind;
    spec.path = folder;
    const Dataset data = read_dataset(spec, 1);
    EXPECT_EQ(data.train.size(), published.train);
    EXPECT_EQ(data.test.size(), published.test);
    EXPECT_EQ(data.train.shape, published.shape);
    EXPECT_EQ(data.train.classes, published.classes);
    if (published.test_of_a_class > 0) {
        for (const auto count : class_counts(data.test.labels, data.test.classes)) {
            EXPECT_EQ(count, published.test_of_a_class);
        }
    }
    std::vector<std::uint32_t> all(data.train.labels.size());
    std::iota(all.begin(), all.end(), 0U);
    const ChannelStatistics statistics = channel_statistics(data.train, all);
    for (std::size_t c = 0; c < published.mean.size(); ++c) {
        EXPECT_NEAR(statistics.mean[c] / 255.0, published.mean[c], 6e-4);
        EXPECT_NEAR(statistics.deviation[c] / 255.0, published.deviation[c], 6e-4);
    }
}

fs::path real_data(const char* set) {
    const char* folder = std::getenv("METAQNN_DATA_DIR");
    return folder == nullptr ? fs::path() : fs::path(folder) / set;
}

// Means and deviations below are the ones that published training scripts normalise with.
TEST(RealData, FashionMnistOfDebianIsWhole) {
    const fs::path folder = "/usr/share/datasets/fashion-mnist";
    if (!fs::exists(folder)) GTEST_SKIP() << "package dataset-fashion-mnist is not installed";
    expect_published(folder, {DataKind::idx, 60000, 10000, {1, 28}, 10, 1000, {0.2860}, {0.3530}});
}

TEST(RealData, MnistIsWhole) {
    const fs::path folder = real_data("mnist");
    if (!fs::exists(folder)) GTEST_SKIP() << "METAQNN_DATA_DIR names no folder with mnist/";
    expect_published(folder, {DataKind::idx, 60000, 10000, {1, 28}, 10, 0, {0.1307}, {0.3081}});
}

TEST(RealData, Cifar10IsWhole) {
    const fs::path folder = real_data("cifar10");
    if (!fs::exists(folder)) GTEST_SKIP() << "METAQNN_DATA_DIR names no folder with cifar10/";
    expect_published(folder, {DataKind::cifar10,
                              50000,
                              10000,
                              {3, 32},
                              10,
                              1000,
                              {0.4914, 0.4822, 0.4465},
                              {0.2470, 0.2435, 0.2616}});
}

TEST(RealData, Cifar100IsWhole) {
    const fs::path folder = real_data("cifar100");
    if (!fs::exists(folder)) GTEST_SKIP() << "METAQNN_DATA_DIR names no folder with cifar100/";
    expect_published(folder, {DataKind::cifar100,
                              50000,
                              10000,
                              {3, 32},
                              100,
                              100,
                              {0.5071, 0.4865, 0.4409},
                              {0.2673, 0.2564, 0.2762}});
}

}  // namespace
}  // namespace metaqnn
