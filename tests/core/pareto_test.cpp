// Fronts of points that can be drawn by hand.
#include "core/pareto.hpp"

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

using Front = std::vector<std::size_t>;

TEST(ParetoFront, IsWhatNoOtherPointBeats) {
    const std::vector<AccuracyAndCost> points{{0.5, 10}, {0.9, 100}, {0.8, 100},
                                              {0.4, 20}, {0.7, 30},  {0.7, 40}};
    EXPECT_EQ(pareto_front(points), (Front{0, 4, 1}));
}

TEST(ParetoFront, HasTheFirstOfEqualPoints) {
    const std::vector<AccuracyAndCost> points{{0.5, 10}, {0.5, 10}, {0.3, 10}};
    EXPECT_EQ(pareto_front(points), (Front{0}));
}

TEST(ParetoFront, OfNothingIsEmpty) { EXPECT_TRUE(pareto_front({}).empty()); }

}  // namespace
}  // namespace metaqnn
