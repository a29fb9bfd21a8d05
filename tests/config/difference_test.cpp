// Comparison of configurations.
#include "config/difference.hpp"

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

TEST(Difference, OfEqualConfigurationsIsEmpty) {
    EXPECT_TRUE(difference(RunConfig{}, RunConfig{}).empty());
}

TEST(Difference, TellsOldAndNewValue) {
    RunConfig after;
    after.search.trials = 3000;
    after.training.optimizer = Optimizer::sgd;
    const auto changes = difference(RunConfig{}, after);
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes[0].text(), "training.optimizer: \"adam\" -> \"sgd\"");
    EXPECT_EQ(changes[0].resume, Resume::fixed);
    EXPECT_EQ(changes[1].text(), "search.trials: 2700 -> 3000");
    EXPECT_EQ(changes[1].resume, Resume::free);
}

TEST(Difference, KnowsWhatMayChangeOnResume) {
    for (const Key& key : keys()) {
        const bool budget = key.section == "run" || key.section == "search" ||
                            key.section == "workers" || key.section == "output";
        const bool identity = key.path() == "run.seed" || key.path() == "search.order" ||
                              key.path() == "workers.trainer";
        const bool more = key.path() == "train.trainings";
        const bool free = (budget && !identity) || key.preset || more;
        EXPECT_EQ(key.resume, free ? Resume::free : Resume::fixed) << key.path();
    }
}

}  // namespace
}  // namespace metaqnn
