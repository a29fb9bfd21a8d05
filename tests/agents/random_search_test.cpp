// The baseline learns nothing and chooses uniformly.
#include "agents/random_search.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

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
    const Mdp mdp = two_layer_mdp();
    RandomSearch agent(mdp);
    Rng random(1);
    std::set<std::string> networks;
    for (int i = 0; i < 7; ++i) {
        const Episode episode = agent.propose(1.0, random);
        agent.await(episode);
        networks.insert(to_text(mdp.architecture(episode)));
    }
    EXPECT_EQ(networks.size(), 7U);
    EXPECT_FALSE(agent.propose(1.0, random).steps.empty());  // all are known
}

}  // namespace
}  // namespace metaqnn
