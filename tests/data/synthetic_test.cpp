// Made images: every shape, the same on every call, and a task where position-free detectors win.
#include "data/synthetic.hpp"

#include <algorithm>
#include <limits>

#include "core/random.hpp"
#include "tests/data/fixtures.hpp"

namespace metaqnn {
namespace {

using test::expect_says;
using test::refusal;

TEST(Synthetic, HasTheShapeAndCountsAskedFor) {
    const Dataset data = make_synthetic(
        {.images = 25, .test_images = 9, .side = 17, .channels = 3, .classes = 4, .seed = 3});
    EXPECT_EQ(data.train.shape, (ImageShape{3, 17}));
    EXPECT_EQ(data.train.classes, 4);
    EXPECT_EQ(data.train.pixels.size(), 25U * 3U * 17U * 17U);
    EXPECT_EQ(class_counts(data.train.labels, 4), (std::vector<std::int64_t>{7, 6, 6, 6}));
    EXPECT_EQ(data.test.size(), 9);
    EXPECT_EQ(data.test.shape, data.train.shape);
}

TEST(Synthetic, IsTheSameForTheSameSeedOnly) {
    SyntheticSpec spec{.images = 12, .test_images = 4, .side = 8, .channels = 1, .classes = 3};
    const Dataset first = make_synthetic(spec);
    EXPECT_EQ(make_synthetic(spec).train, first.train);
    EXPECT_EQ(make_synthetic(spec).test, first.test);
    EXPECT_NE(first.train.pixels.front(), first.test.pixels.front());
    spec.seed = 2;
    EXPECT_NE(make_synthetic(spec).train.pixels, first.train.pixels);
}

TEST(Synthetic, MakesTheSameImagesWhateverTheirNumber) {
    SyntheticSpec spec{.images = 12, .test_images = 4, .side = 8, .channels = 1, .classes = 3};
    const auto twelve = make_synthetic(spec).train.pixels;
    spec.images = 20;
    const auto twenty = make_synthetic(spec).train.pixels;
    EXPECT_TRUE(std::equal(twelve.begin(), twelve.end(), twenty.begin()));
}

TEST(Synthetic, MakesTheSameImagesOnEveryMachine) {
    const SyntheticSpec spec{.images = 6,
                             .test_images = 3,
                             .side = 9,
                             .channels = 2,
                             .classes = 3,
                             .seed = 5,
                             .difficulty = 0.5};
    const auto pixels = make_synthetic(spec).train.pixels;
    EXPECT_EQ(stable_hash({reinterpret_cast<const char*>(pixels.data()), pixels.size()}),
              14259265441051875595U);
}

TEST(Synthetic, GivesEachClassAMarkOfItsOwn) {
    const SyntheticSpec spec{
        .images = 1000, .test_images = 1, .side = 28, .channels = 1, .classes = 1000};
    std::vector<std::vector<int>> marks;
    for (int label = 0; label < spec.classes; ++label) {
        marks.push_back(synthetic_pattern(spec, label).levels);
    }
    std::ranges::sort(marks);
    EXPECT_EQ(std::ranges::adjacent_find(marks), marks.end());
}

TEST(Synthetic, RefusesNumbersOutOfRange) {
    const auto says = [](const SyntheticSpec& spec, const std::vector<std::string>& parts) {
        expect_says(refusal([&] { make_synthetic(spec); }), parts);
    };
    says({.side = 7}, {"data.synthetic.side = 7", "8 to 256"});
    says({.channels = 17}, {"data.synthetic.channels = 17", "1 to 16"});
    says({.classes = 1}, {"data.synthetic.classes = 1", "2 to 1000"});
    says({.images = 9}, {"data.synthetic.images = 9", "10 to"});
    says({.test_images = 0}, {"data.synthetic.test_images = 0", "1 to"});
    says({.difficulty = 1.5}, {"data.synthetic.difficulty = 1.5", "0 to 1"});
    says({.difficulty = std::numeric_limits<double>::quiet_NaN()}, {"difficulty", "0 to 1"});
}

/// Accuracy of the class means of the training pixels: what a linear layer can do at best, about.
double accuracy_of_means(const Dataset& data) {
    const std::size_t bytes = image_bytes(data.train.shape);
    const auto counts = class_counts(data.train.labels, data.train.classes);
    std::vector<std::vector<double>> means(counts.size(), std::vector<double>(bytes));
    for (std::size_t i = 0; i < data.train.labels.size(); ++i) {
        const std::size_t label = data.train.labels[i];
        for (std::size_t j = 0; j < bytes; ++j) {
            means[label][j] +=
                data.train.pixels[i * bytes + j] / static_cast<double>(counts[label]);
        }
    }
    int right = 0;
    for (std::size_t i = 0; i < data.test.labels.size(); ++i) {
        const auto distance = [&](const std::vector<double>& mean) {
            double sum = 0.0;
            for (std::size_t j = 0; j < bytes; ++j) {
                const double difference = data.test.pixels[i * bytes + j] - mean[j];
                sum += difference * difference;
            }
            return sum;
        };
        const auto best = std::ranges::min_element(means, {}, distance);
        right += best - means.begin() == data.test.labels[i] ? 1 : 0;
    }
    return right / static_cast<double>(data.test.size());
}

/// Largest agreement of the pattern with a one-channel image, wherever it lies.
double best_match(std::span<const std::uint8_t> image, int side, const Pattern& pattern) {
    int best = std::numeric_limits<int>::min();
    const int energy = [&] {
        int sum = 0;
        for (const int level : pattern.levels) sum += level * level;
        return sum;
    }();
    for (int row = 0; row + pattern.side <= side; ++row) {
        for (int column = 0; column + pattern.side <= side; ++column) {
            int sum = 0;
            for (int y = 0; y < pattern.side; ++y) {
                for (int x = 0; x < pattern.side; ++x) {
                    const auto at = static_cast<std::size_t>((row + y) * side + column + x);
                    const auto of = static_cast<std::size_t>(y * pattern.side + x);
                    sum += (image[at] - 128) * pattern.levels[of];
                }
            }
            best = std::max(best, sum);
        }
    }
    return best - energy / 2.0;
}

/// Accuracy of one known detector a class, moved over the image: what convolution can do.
double accuracy_of_detectors(const Dataset& data, const SyntheticSpec& spec) {
    std::vector<Pattern> patterns;
    for (int label = 0; label < spec.classes; ++label) {
        patterns.push_back(synthetic_pattern(spec, label));
    }
    const std::size_t bytes = image_bytes(data.test.shape);
    int right = 0;
    for (std::size_t i = 0; i < data.test.labels.size(); ++i) {
        const auto image = std::span(data.test.pixels).subspan(i * bytes, bytes);
        const auto best = std::ranges::max_element(patterns, {}, [&](const Pattern& pattern) {
            return best_match(image, spec.side, pattern);
        });
        right += best - patterns.begin() == data.test.labels[i] ? 1 : 0;
    }
    return right / static_cast<double>(data.test.size());
}

TEST(Synthetic, RewardsDetectorsThatMoveOverTheImage) {
    const SyntheticSpec spec{.images = 2000, .test_images = 400};
    const Dataset data = make_synthetic(spec);
    const double means = accuracy_of_means(data);
    const double detectors = accuracy_of_detectors(data, spec);
    EXPECT_GT(means, 0.15);  // chance is 0.1
    EXPECT_LT(means, 0.45);
    EXPECT_GT(detectors, 0.9);
    RecordProperty("means", std::to_string(means));
    RecordProperty("detectors", std::to_string(detectors));
}

TEST(Synthetic, BecomesHarderWithItsDifficulty) {
    double last = 1.1;
    for (const double difficulty : {0.0, 0.5, 1.0}) {
        const SyntheticSpec spec{.images = 10, .test_images = 400, .difficulty = difficulty};
        const double accuracy = accuracy_of_detectors(make_synthetic(spec), spec);
        EXPECT_LT(accuracy, last);
        last = accuracy;
    }
    EXPECT_GT(last, 0.2);  // chance is 0.1
}

}  // namespace
}  // namespace metaqnn
