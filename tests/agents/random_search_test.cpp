// The baseline learns nothing and chooses uniformly.
#include "agents/random_search.hpp"

#include <gtest/gtest.h>

#include "tests/agents/searches.hpp"
#include "tests/agents/spaces.hpp"

namespace metaqnn {
namespace {

TEST(RandomSearch, WalksAtRandomWhateverEpsilonAndResults) {
    const Mdp mdp(SearchSpace{}, {1, 28}, 10);
    RandomSearch agent(mdp);
    Rng random(1);
    Rng same(1);
    for (int i = 0; i < 20; ++i) {
        const Episode episode = agent.propose(0.0, random);
        EXPECT_EQ(episode, mdp.random_episode(same));
        agent.remember(episode, 1.0);
        agent.learn(episode, 1.0);
        agent.replay(random);
    }
    EXPECT_TRUE(agent.q_values().empty());
}

TEST(RandomSearch, ProposesEachNetworkOnce) {
    const Mdp mdp = chain_mdp(3);
    RandomSearch agent(mdp);
    expect_each_network_once(mdp, agent);
}

}  // namespace
}  // namespace metaqnn
