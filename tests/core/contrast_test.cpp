// The window of local contrast normalisation.
#include "core/contrast.hpp"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

TEST(ContrastWindow, IsAGaussianOfSumOne) {
    const auto window = contrast_window();
    EXPECT_NEAR(std::accumulate(window.begin(), window.end(), 0.0), 1.0, 1e-6);
    EXPECT_EQ(window[0], window[8]);
    EXPECT_NEAR(window[0] / window[4], std::exp(-0.5 * (4.0 / 2.25) * (4.0 / 2.25)), 1e-6);
}

}  // namespace
}  // namespace metaqnn
