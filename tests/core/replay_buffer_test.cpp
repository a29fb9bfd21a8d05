// Known networks by their text.
#include "core/replay_buffer.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace metaqnn {
namespace {

TEST(ReplayBuffer, NumbersNetworksInTheOrderAdded) {
    ReplayBuffer buffer;
    EXPECT_EQ(buffer.size(), 0);
    EXPECT_FALSE(buffer.find("[SM(10)]"));
    const Episode episode{{{0, 3, Choice::random}}};
    EXPECT_EQ(buffer.add(episode, "[SM(10)]"), 0);
    EXPECT_EQ(buffer.add({}, "[GAP(10)]"), 1);
    EXPECT_EQ(buffer.size(), 2);
    EXPECT_EQ(buffer.find("[SM(10)]"), 0);
    EXPECT_EQ(buffer.find("[GAP(10)]"), 1);
    EXPECT_EQ(buffer.at(0).episode, episode);
    EXPECT_EQ(buffer.at(1).architecture, "[GAP(10)]");
}

TEST(ReplayBuffer, HasNoResultAtFirst) {
    ReplayBuffer buffer;
    buffer.add({}, "[SM(10)]");
    EXPECT_FALSE(buffer.at(0).reward);
    EXPECT_EQ(buffer.at(0).repeats, 0);
    buffer.at(0).reward = 0.5;
    EXPECT_EQ(std::as_const(buffer).at(0).reward, 0.5);
}

TEST(ReplayBuffer, RejectsAKnownNetworkAndAnUnknownTrial) {
    ReplayBuffer buffer;
    buffer.add({}, "[SM(10)]");
    EXPECT_THROW(buffer.add({}, "[SM(10)]"), LogicError);
    EXPECT_EQ(buffer.size(), 1);
    EXPECT_THROW(buffer.at(1), LogicError);
    EXPECT_THROW(buffer.at(-1), LogicError);
}

}  // namespace
}  // namespace metaqnn
