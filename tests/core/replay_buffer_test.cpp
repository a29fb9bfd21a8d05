// Known networks by the edges of their episodes.
#include "core/replay_buffer.hpp"

#include <utility>

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace metaqnn {
namespace {

const Episode softmax{{{0, 3, Choice::random}}};
const Episode pooled{{{0, 1, Choice::random}, {2, 3, Choice::greedy}}};

TEST(ReplayBuffer, NumbersNetworksInTheOrderAdded) {
    ReplayBuffer buffer;
    EXPECT_EQ(buffer.size(), 0);
    EXPECT_FALSE(buffer.find(softmax));
    EXPECT_EQ(buffer.add(softmax), 0);
    EXPECT_EQ(buffer.add(pooled), 1);
    EXPECT_EQ(buffer.size(), 2);
    EXPECT_EQ(buffer.find(softmax), 0);
    EXPECT_EQ(buffer.find(pooled), 1);
    EXPECT_EQ(buffer.at(0).episode, softmax);
    EXPECT_EQ(buffer.at(1).episode, pooled);
}

TEST(ReplayBuffer, KnowsANetworkHoweverItWasChosen) {
    ReplayBuffer buffer;
    buffer.add(softmax);
    EXPECT_EQ(buffer.find({{{0, 3, Choice::greedy}}}), 0);
}

TEST(ReplayBuffer, TellsNetworksApartByEachStep) {
    ReplayBuffer buffer;
    buffer.add(pooled);
    EXPECT_FALSE(buffer.find({{{0, 1, Choice::random}}}));
    EXPECT_FALSE(buffer.find({{{0, 1, Choice::random}, {2, 2, Choice::greedy}}}));
    EXPECT_FALSE(buffer.find({{{0, 3, Choice::random}, {2, 1, Choice::greedy}}}));
    EXPECT_FALSE(
        buffer.find({{{0, 1, Choice::random}, {2, 3, Choice::greedy}, {4, 0, Choice::greedy}}}));
}

TEST(ReplayBuffer, HasNoResultAtFirst) {
    ReplayBuffer buffer;
    buffer.add(softmax);
    EXPECT_FALSE(buffer.at(0).reward);
    EXPECT_EQ(buffer.at(0).repeats, 0);
    buffer.at(0).reward = 0.5;
    EXPECT_EQ(std::as_const(buffer).at(0).reward, 0.5);
}

TEST(ReplayBuffer, RejectsAKnownNetworkAndAnUnknownTrial) {
    ReplayBuffer buffer;
    buffer.add(softmax);
    EXPECT_THROW(buffer.add(softmax), LogicError);
    EXPECT_EQ(buffer.size(), 1);
    EXPECT_THROW(buffer.at(1), LogicError);
    EXPECT_THROW(buffer.at(-1), LogicError);
}

}  // namespace
}  // namespace metaqnn
