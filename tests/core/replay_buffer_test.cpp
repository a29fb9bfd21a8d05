// Known networks by the edges of their episodes.
#include "core/replay_buffer.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace metaqnn {
namespace {

class ReplayBufferTest : public testing::Test {
  protected:
    static Mdp small_mdp() {
        SearchSpace space;
        space.max_depth = 2;
        space.filters = {8, 16};
        space.fields = {1, 3};
        return Mdp(space, {1, 8}, 10);
    }
    Episode episode_of(const char* network, Choice how) const {
        Episode episode = mdp.episode(parse_architecture(network));
        for (Step& step : episode.steps) step.choice = how;
        return episode;
    }

    const Mdp mdp = small_mdp();
    const Episode softmax = episode_of("[SM(10)]", Choice::random);
    const Episode deep = episode_of("[C(16,3,1), SM(10)]", Choice::random);
    ReplayBuffer buffer{mdp};
};

TEST_F(ReplayBufferTest, NumbersNetworksInTheOrderAdded) {
    EXPECT_EQ(buffer.size(), 0);
    EXPECT_FALSE(buffer.find(softmax));
    EXPECT_EQ(buffer.add(softmax), 0);
    EXPECT_EQ(buffer.add(deep), 1);
    EXPECT_EQ(buffer.size(), 2);
    EXPECT_EQ(buffer.find(softmax), 0);
    EXPECT_EQ(buffer.find(deep), 1);
}

TEST_F(ReplayBufferTest, GivesTheEpisodeBackAsItWasChosen) {
    Episode mixed = deep;
    mixed.steps[1].choice = Choice::greedy;
    buffer.add(mixed);
    buffer.add(softmax);
    EXPECT_EQ(buffer.episode(0), mixed);
    EXPECT_EQ(buffer.episode(1), softmax);
}

TEST_F(ReplayBufferTest, GivesEveryEpisodeOfASpaceBack) {
    Rng random(1);
    std::vector<Episode> added;
    for (int i = 0; i < 10'000; ++i) {
        const Episode episode = mdp.random_episode(random);
        if (buffer.find(episode)) continue;
        buffer.add(episode);
        added.push_back(episode);
    }
    EXPECT_EQ(static_cast<double>(added.size()), mdp.path_count());
    for (std::size_t i = 0; i < added.size(); ++i) {
        const auto trial = static_cast<TrialId>(i);
        EXPECT_EQ(buffer.episode(trial), added[i]);
        EXPECT_EQ(buffer.find(added[i]), trial);
    }
}

TEST_F(ReplayBufferTest, KnowsANetworkHoweverItWasChosen) {
    buffer.add(softmax);
    EXPECT_EQ(buffer.find(episode_of("[SM(10)]", Choice::greedy)), 0);
}

TEST_F(ReplayBufferTest, TellsNetworksApartByEachStep) {
    buffer.add(deep);
    for (const char* other : {"[SM(10)]", "[C(16,1,1), SM(10)]", "[C(16,3,1), GAP(10)]",
                              "[C(16,3,1), C(8,1,1), SM(10)]"}) {
        EXPECT_FALSE(buffer.find(episode_of(other, Choice::random))) << other;
    }
}

TEST_F(ReplayBufferTest, HasNoResultAtFirst) {
    buffer.add(softmax);
    EXPECT_FALSE(buffer.reward(0));
    EXPECT_EQ(buffer.repeats(0), 0);
    buffer.add_repeat(0);
    buffer.set_reward(0, 0.5);
    EXPECT_EQ(buffer.reward(0), 0.5);
    EXPECT_EQ(buffer.repeats(0), 1);
}

TEST_F(ReplayBufferTest, TakesOneResultThatIsANumber) {
    buffer.add(softmax);
    EXPECT_THROW(buffer.set_reward(0, std::numeric_limits<double>::quiet_NaN()), LogicError);
    buffer.set_reward(0, 0.5);
    EXPECT_THROW(buffer.set_reward(0, 0.6), LogicError);
    EXPECT_THROW(buffer.add_repeat(0), LogicError);
}

TEST_F(ReplayBufferTest, RejectsAKnownNetworkAndAnUnknownTrial) {
    buffer.add(softmax);
    EXPECT_THROW(buffer.add(softmax), LogicError);
    EXPECT_EQ(buffer.size(), 1);
    EXPECT_THROW(buffer.reward(1), LogicError);
    EXPECT_THROW(buffer.episode(-1), LogicError);
    EXPECT_THROW(buffer.set_reward(1, 0.5), LogicError);
}

}  // namespace
}  // namespace metaqnn
