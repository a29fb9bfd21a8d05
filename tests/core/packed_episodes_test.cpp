// Episodes come back from their words as they were added.
#include "core/packed_episodes.hpp"

#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace metaqnn {
namespace {

SearchSpace space_of(int max_depth, int filters) {
    SearchSpace space;
    space.max_depth = max_depth;
    space.filters.clear();
    for (int i = 1; i <= filters; ++i) space.filters.push_back(i);
    return space;
}

Episode with_other_choices(Episode episode) {
    for (Step& step : episode.steps) {
        step.choice = step.choice == Choice::random ? Choice::greedy : Choice::random;
    }
    return episode;
}

void expect_edges(const PackedEpisodes& packed, std::size_t number, const Episode& episode) {
    std::vector<std::uint32_t> edges(packed.longest());
    packed.unpack(number, edges.data());
    for (std::size_t step = 0; step < episode.steps.size(); ++step) {
        EXPECT_EQ(edges[step], static_cast<std::uint32_t>(episode.steps[step].edge));
    }
}

struct Size {
    int max_depth;
    int filters;
};

// Fields of 5 to 12 bits, episodes of one word and of several.
class PackedEpisodesOf : public testing::TestWithParam<Size> {};

TEST_P(PackedEpisodesOf, ASpaceComeBack) {
    const Mdp mdp(space_of(GetParam().max_depth, GetParam().filters), {3, 32}, 10);
    PackedEpisodes packed(mdp);
    Rng random(1);
    std::vector<Episode> added;
    for (int i = 0; i < 200; ++i) {
        Episode episode = mdp.random_episode(random);
        for (Step& step : episode.steps) {
            if (random.below(2) == 0) step.choice = Choice::greedy;
        }
        packed.add(episode, random.unit());
        added.push_back(episode);
    }
    ASSERT_EQ(packed.size(), added.size());
    for (std::size_t i = 0; i < added.size(); ++i) {
        packed.prefetch(i);
        EXPECT_EQ(packed.episode(i), added[i]);
        EXPECT_TRUE(packed.is(i, with_other_choices(added[i])));
        expect_edges(packed, i, added[i]);
    }
}

INSTANTIATE_TEST_SUITE_P(Sizes, PackedEpisodesOf,
                         testing::Values(Size{1, 1}, Size{1, 400}, Size{3, 100}, Size{12, 4},
                                         Size{18, 9}, Size{30, 1}));

class PackedEpisodesTest : public testing::Test {
  protected:
    Episode episode_of(const char* network) const {
        return mdp.episode(parse_architecture(network));
    }
    const Mdp mdp{space_of(3, 4), {1, 8}, 10};
    PackedEpisodes packed{mdp};
};

TEST_F(PackedEpisodesTest, TellsNetworksApartByEachStep) {
    packed.add(episode_of("[C(2,3,1), C(2,3,1), SM(10)]"), 0.5);
    for (const char* other :
         {"[SM(10)]", "[C(2,3,1), SM(10)]", "[C(3,3,1), C(2,3,1), SM(10)]",
          "[C(2,3,1), C(3,3,1), SM(10)]", "[C(2,3,1), C(2,3,1), C(2,3,1), SM(10)]"}) {
        EXPECT_FALSE(packed.is(0, episode_of(other))) << other;
    }
}

TEST_F(PackedEpisodesTest, BeginsAnewWhenCleared) {
    packed.add(episode_of("[C(4,5,1), C(4,5,1), C(4,5,1), SM(10)]"), 0.5);
    packed.clear();
    EXPECT_EQ(packed.size(), 0U);
    packed.add(episode_of("[SM(10)]"), 0.25);
    EXPECT_EQ(packed.episode(0), episode_of("[SM(10)]"));
}

TEST_F(PackedEpisodesTest, KeepsRewards) {
    packed.add(episode_of("[C(4,5,1), C(4,5,1), C(4,5,1), SM(10)]"), 0.5);
    packed.add(episode_of("[SM(10)]"), -1e-300);
    EXPECT_EQ(packed.reward(0), 0.5);
    EXPECT_EQ(packed.reward(1), -1e-300);
    packed.set_reward(0, 0.25);
    EXPECT_EQ(packed.reward(0), 0.25);
    EXPECT_EQ(packed.episode(0), episode_of("[C(4,5,1), C(4,5,1), C(4,5,1), SM(10)]"));
    EXPECT_EQ(packed.reward(1), -1e-300);
}

TEST_F(PackedEpisodesTest, RejectsEpisodesOfOtherSpaces) {
    Episode longer;
    longer.steps.resize(packed.longest() + 1, {0, 0, Choice::greedy});
    EXPECT_THROW(packed.add(longer, 0.5), LogicError);
    packed.add(episode_of("[SM(10)]"), 0.5);
    EXPECT_FALSE(packed.is(0, longer));
    const Mdp wider(space_of(1, 400), {1, 8}, 10);
    EXPECT_THROW(packed.add(wider.episode(parse_architecture("[C(400,3,1), SM(10)]")), 0.5),
                 LogicError);
}

}  // namespace
}  // namespace metaqnn
