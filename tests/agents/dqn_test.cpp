// Q-learning with a network on spaces whose best network is known.
#include "agents/dqn.hpp"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "core/cost.hpp"
#include "core/error.hpp"
#include "tests/agents/searches.hpp"
#include "tests/agents/spaces.hpp"

namespace metaqnn {
namespace {

std::string greedy_network(const Mdp& mdp, Dqn& agent) {
    Rng random(1);
    const Episode episode = agent.propose(0.0, random);
    for (const Step& step : episode.steps) EXPECT_EQ(step.choice, Choice::greedy);
    return to_text(mdp.architecture(episode));
}

// Results of random networks, each as often as it comes.
void teach(const Mdp& mdp, Dqn& agent, int results) {
    Rng random(3);
    for (int i = 0; i < results; ++i) {
        const Episode episode = mdp.random_episode(random);
        const double reward = reward_of_wide_layers(mdp, episode);
        agent.remember(episode, reward);
        agent.learn(episode, reward);
    }
}

TEST(Dqn, ProposesEachNetworkOnce) {
    const Mdp mdp = chain_mdp(3);
    Dqn agent(mdp, {});
    expect_each_network_once(mdp, agent);
}

TEST(Dqn, FindsTheBestNetworkOfAChain) {
    const Mdp mdp = chain_mdp(3);
    Dqn agent(mdp, {});
    teach(mdp, agent, 200);
    EXPECT_EQ(greedy_network(mdp, agent), "[C(32,1,1), C(32,1,1), C(32,1,1), SM(10)]");
}

// Without a discount above 0 the first choice earns nothing, so that it stays at its first value.
TEST(Dqn, BringsTheValueOfTheEndBackToTheStart) {
    const Mdp mdp = chain_mdp(2);
    Dqn blind(mdp, {.gamma = 0.0});
    Dqn seeing(mdp, {.gamma = 1.0});
    teach(mdp, blind, 200);
    teach(mdp, seeing, 200);
    EXPECT_NE(greedy_network(mdp, blind), "[C(32,1,1), C(32,1,1), SM(10)]");
    EXPECT_EQ(greedy_network(mdp, seeing), "[C(32,1,1), C(32,1,1), SM(10)]");
}

TEST(Dqn, ChoosesAtRandomAsOftenAsEpsilonSays) {
    const Mdp mdp = chain_mdp(4);
    Dqn agent(mdp, {});
    Rng random(5);
    int drawn = 0;
    for (int i = 0; i < 500; ++i) {
        for (const Step& step : agent.propose(0.3, random).steps) {
            drawn += step.choice == Choice::random ? 1 : 0;
        }
    }
    EXPECT_NEAR(drawn / 2500.0, 0.3, 0.04);  // four and a half standard deviations
}

TEST(Dqn, LearnsNothingMoreFromAResultThatItKnows) {
    const Mdp mdp = chain_mdp(3);
    Dqn once(mdp, {});
    Dqn again(mdp, {});
    teach(mdp, once, 40);
    teach(mdp, again, 40);
    for (int i = 0; i < 50; ++i) {
        again.learn(walk(mdp, "[C(8,1,1), C(8,1,1), C(8,1,1), SM(10)]"), 1.0);
    }
    EXPECT_EQ(greedy_network(mdp, once), greedy_network(mdp, again));
}

TEST(Dqn, KeepsToTheLimits) {
    const Mdp mdp = session_mdp({.parameters = 700});
    Dqn agent(mdp, {});
    Rng random(2);
    for (int i = 0; i < 100; ++i) {
        const Episode episode = agent.propose(i % 2 == 0 ? 0.0 : 0.5, random);
        EXPECT_LE(cost_of(mdp.architecture(episode), mdp.input()).parameters, 700);
        agent.remember(episode, 0.5);
        agent.learn(episode, 0.5);
    }
}

TEST(Dqn, RefusesADiscountOutOfRange) {
    const Mdp mdp = two_layer_mdp();
    EXPECT_THROW(Dqn(mdp, {.gamma = 1.5}), ConfigError);
}

TEST(Dqn, GoesOnFromAJournalAsIfNeverStopped) {
    const Mdp mdp = session_mdp();
    expect_same_after_restore(mdp, [&] { return std::make_unique<Dqn>(mdp, DqnSettings{}); });
}

}  // namespace
}  // namespace metaqnn
