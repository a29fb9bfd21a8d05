// The limits of what is trained.
#include "core/limits.hpp"

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

TEST(OverLimit, AllowsWhatEqualsTheLimit) {
    Cost cost;
    cost.parameters = 1000;
    cost.multiply_adds = 2000;
    cost.memory_bytes = 3000;
    EXPECT_EQ(over_limit(cost, {}), "");
    EXPECT_EQ(over_limit(cost, {1000, 2000, 3000}), "");
    EXPECT_EQ(over_limit(cost, {999, 1, 1}), "parameters 1000 over the limit 999");
    EXPECT_EQ(over_limit(cost, {0, 1999, 1}), "multiply_adds 2000 over the limit 1999");
    EXPECT_EQ(over_limit(cost, {0, 0, 2999}), "memory_bytes 3000 over the limit 2999");
}

}  // namespace
}  // namespace metaqnn
