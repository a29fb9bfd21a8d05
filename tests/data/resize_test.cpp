// Areas averaged by hand.
#include "data/resize.hpp"

#include <gtest/gtest.h>

#include "core/random.hpp"

namespace metaqnn {
namespace {

using Pixels = std::vector<std::uint8_t>;

Pixels resized(const Pixels& pixels, int from, int to) {
    Pixels result(static_cast<std::size_t>(to) * static_cast<std::size_t>(to));
    resize_plane({pixels.data(), 1, static_cast<std::size_t>(from), from}, to, result);
    return result;
}

TEST(ResizePlane, TakesTheMeanOfWhatANewPixelCovers) {
    EXPECT_EQ(resized({10, 20, 30, 41}, 2, 1), (Pixels{25}));  // 25.25
    EXPECT_EQ(resized({0, 0, 1, 1}, 2, 1), (Pixels{1}));       // a half goes up
    EXPECT_EQ(resized({1, 3, 5, 7, 1, 3, 5, 7, 9, 9, 0, 0, 9, 9, 0, 0}, 4, 2),
              (Pixels{2, 6, 9, 0}));
}

TEST(ResizePlane, CountsPartsOfPixels) {
    // A new pixel covers one and a half old ones in each direction: weights 4, 2, 2, 1 of 9.
    EXPECT_EQ(resized({90, 0, 0, 0, 9, 0, 0, 0, 18}, 3, 2), (Pixels{41, 1, 1, 9}));
}

TEST(ResizePlane, RepeatsPixelsWhenItEnlarges) {
    EXPECT_EQ(resized({1, 2, 3, 4}, 2, 4),
              (Pixels{1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4}));
}

TEST(ResizePlane, KeepsTheSameSideAndAnyConstant) {
    Rng random(1);
    for (const int side : {1, 2, 7, 32}) {
        Pixels pixels(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
        for (std::uint8_t& pixel : pixels) pixel = static_cast<std::uint8_t>(random.below(256));
        EXPECT_EQ(resized(pixels, side, side), pixels);
        for (const int to : {1, 3, 31, 64}) {
            const auto area = static_cast<std::size_t>(to) * static_cast<std::size_t>(to);
            EXPECT_EQ(resized(Pixels(pixels.size(), 255), side, to), Pixels(area, 255));
        }
    }
}

TEST(ResizePlane, FollowsStrides) {
    // Green of the right 2 x 2 pixels of a 3 x 2 image in RGB.
    const Pixels pixels{0, 1, 0, 0, 10, 0, 0, 20, 0, 0, 1, 0, 0, 30, 0, 0, 40, 0};
    Pixels mean(1);
    resize_plane({pixels.data() + 4, 3, 9, 2}, 1, mean);
    EXPECT_EQ(mean, (Pixels{25}));
}

TEST(Resize, TreatsEachChannelOfEachImageAlone) {
    const ImageSet images{{2, 2}, 3, {1, 1, 1, 1, 5, 5, 7, 7, 0, 4, 0, 4, 9, 9, 9, 9}, {2, 0}};
    EXPECT_EQ(resize(images, 1), (ImageSet{{2, 1}, 3, {1, 6, 2, 9}, {2, 0}}));
}

}  // namespace
}  // namespace metaqnn
