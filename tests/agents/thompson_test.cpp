// Posterior sampling on chains whose best network is known.
#include "agents/thompson.hpp"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "core/search_state.hpp"
#include "tests/agents/searches.hpp"
#include "tests/agents/spaces.hpp"

namespace metaqnn {
namespace {

const ThompsonSettings usual{};

TEST(Thompson, BeginsWithRandomNetworks) {
    const Mdp mdp = chain_mdp(4);
    Thompson agent(mdp, {.random_networks = 2});
    Rng random(1);
    const auto choice = [&] { return agent.propose(0.0, random).steps[0].choice; };
    EXPECT_EQ(choice(), Choice::random);
    agent.remember(walk(mdp, "[C(8,1,1), C(8,1,1), C(8,1,1), C(8,1,1), SM(10)]"), 0.5);
    EXPECT_EQ(choice(), Choice::random);
    agent.remember(walk(mdp, "[C(16,1,1), C(8,1,1), C(8,1,1), C(8,1,1), SM(10)]"), 0.5);
    EXPECT_EQ(choice(), Choice::greedy);
}

// Networks of 2 to 7 layers: five more random ones than where all have one length.
TEST(Thompson, BeginsWithMoreRandomNetworksWhereTheirLengthsDiffer) {
    const Mdp mdp = tall_mdp();
    Thompson agent(mdp, {.random_networks = 2});
    Rng random(1);
    for (int results = 0; results < 2 + 5; ++results) {
        const Episode episode = agent.propose(0.0, random);
        EXPECT_EQ(episode.steps[0].choice, Choice::random) << results;
        agent.await(episode);
        agent.remember(episode, 0.1 * results);
    }
    EXPECT_EQ(agent.propose(0.0, random).steps[0].choice, Choice::greedy);
}

// Networks of five layers are the best, whatever the layers.
TEST(Thompson, TriesTheLengthsAroundThoseOfTheBestResultsAndNoOthers) {
    const Mdp mdp = tall_mdp();
    Thompson agent(mdp, usual);
    Rng random(4);
    const auto learn = [&](const Episode& episode) {
        agent.await(episode);
        const double luck = 0.01 * random.unit();
        agent.remember(episode, (episode.steps.size() == 5 ? 0.9 : 0.5) + luck);
    };
    for (int i = 0; i < 200; ++i) learn(mdp.random_episode(random));
    std::set<std::size_t> lengths;
    for (int i = 0; i < 30; ++i) {
        const Episode episode = agent.propose(0.0, random);
        lengths.insert(episode.steps.size());
        learn(episode);
    }
    EXPECT_EQ(lengths, (std::set<std::size_t>{4, 5, 6}));
}

// Each layer of 32 filters brings 0.1: after networks that are better the more they have of it, the
// best one is foreseen without having been seen.
TEST(Thompson, ForeseesTheBestNetworkFromItsParts) {
    const Mdp mdp = chain_mdp(4);
    Thompson agent(mdp, {.random_networks = 1, .exploration = 0.0});
    for (const char* layers :
         {"C(32,1,1), C(8,1,1), C(8,1,1), C(8,1,1)", "C(8,1,1), C(32,1,1), C(16,1,1), C(8,1,1)",
          "C(8,1,1), C(16,1,1), C(32,1,1), C(32,1,1)", "C(16,1,1), C(16,1,1), C(8,1,1), C(16,1,1)",
          "C(32,1,1), C(16,1,1), C(8,1,1), C(32,1,1)", "C(8,1,1), C(8,1,1), C(16,1,1), C(8,1,1)"}) {
        const Episode episode = walk(mdp, ("[" + std::string(layers) + ", SM(10)]").c_str());
        agent.await(episode);
        agent.remember(episode, reward_of_wide_layers(mdp, episode));
    }
    Rng random(1);
    const Episode best = walk(mdp, "[C(32,1,1), C(32,1,1), C(32,1,1), C(32,1,1), SM(10)]");
    EXPECT_EQ(agent.propose(0.0, random), best);
    EXPECT_GT(agent.estimate(best), 0.2);  // more than any that was seen
    EXPECT_LT(agent.estimate(walk(mdp, "[C(8,1,1), C(8,1,1), C(8,1,1), C(8,1,1), SM(10)]")), 0.2);
}

// What an earlier search saw on other images, where accuracies are tenths of these, tells which
// layers are good; own results count more.
TEST(Thompson, BeginsWithWhatAnEarlierSearchFound) {
    const Mdp mdp = chain_mdp(4);
    Thompson agent(mdp, {.random_networks = 5, .exploration = 0.0});
    std::vector<EarlierResult> earlier;
    for (std::uint64_t i = 0; i < 40; ++i) {
        Rng random(i);
        const Episode episode = mdp.random_episode(random);
        earlier.push_back({episode, 0.1 * reward_of_wide_layers(mdp, episode)});
    }
    EXPECT_TRUE(agent.begin_with(earlier, 0.5));
    const Episode best = walk(mdp, "[C(32,1,1), C(32,1,1), C(32,1,1), C(32,1,1), SM(10)]");
    Rng random(1);
    EXPECT_EQ(agent.propose(0.0, random), best);  // no random network first; none is known
    agent.await(best);
    agent.remember(best, 0.9);
    EXPECT_NE(agent.propose(0.0, random), best);
}

// A first result of its own does not outweigh what is known of lengths.
TEST(Thompson, TriesTheLengthsOfAnEarlierSearchUntilItHasItsOwn) {
    const Mdp mdp = tall_mdp();
    Thompson agent(mdp, usual);
    Rng random(4);
    std::vector<EarlierResult> earlier;
    for (int i = 0; i < 200; ++i) {
        const Episode episode = mdp.random_episode(random);
        earlier.push_back({episode, episode.steps.size() == 5 ? 0.9 : 0.5});
    }
    EXPECT_TRUE(agent.begin_with(earlier, 0.5));
    const Episode small = walk(mdp, "[C(8,1,1), SM(10)]");
    agent.await(small);
    agent.remember(small, 0.9);
    std::set<std::size_t> lengths;
    for (int i = 0; i < 30; ++i) lengths.insert(agent.propose(0.0, random).steps.size());
    EXPECT_EQ(lengths, (std::set<std::size_t>{4, 5, 6}));
}

TEST(Thompson, EstimatesNothingWithoutResults) {
    const Mdp mdp = chain_mdp(2);
    Thompson agent(mdp, usual);
    const Episode episode = walk(mdp, "[C(8,1,1), C(8,1,1), SM(10)]");
    EXPECT_EQ(agent.estimate(episode), std::nullopt);
    agent.remember(episode, 0.25);
    EXPECT_EQ(agent.estimate(episode), 0.25);
}

TEST(Thompson, ProposesEachNetworkOnceThenAnyOne) {
    const Mdp mdp = chain_mdp(3);
    Thompson agent(mdp, usual);
    expect_each_network_once(mdp, agent);
}

// A network that fails counts as poor, not as a number that bends the model: the rest is found.
TEST(Thompson, IsNotMisledByFailures) {
    const Mdp mdp = chain_mdp(5);
    Thompson agent(mdp, usual);
    SearchState state(mdp, agent, {.seed = 3});
    double best = 0.0;
    for (int i = 0; i < 40; ++i) {
        const EpisodeRow row = state.propose();
        const Episode episode = state.networks().episode(row.trial);
        const bool fails = row.architecture.find("C(8,1,1), C(16,1,1)") != std::string::npos;
        const double reward = fails ? -100.0 : reward_of_wide_layers(mdp, episode);
        best = std::max(best, reward);
        state.learn(row.trial, reward);
    }
    EXPECT_DOUBLE_EQ(best, 0.5);
}

TEST(Thompson, DiffersBetweenProposalsThatAreOutstanding) {
    const Mdp mdp = chain_mdp(6);
    Thompson agent(mdp, usual);
    SearchState state(mdp, agent, {.seed = 3});
    for (int i = 0; i < 20; ++i) {
        const EpisodeRow row = state.propose();
        const Episode episode = state.networks().episode(row.trial);
        state.learn(row.trial, reward_of_wide_layers(mdp, episode));
    }
    std::set<std::string> outstanding;
    for (int i = 0; i < 100; ++i) {
        const EpisodeRow row = state.propose();
        EXPECT_EQ(row.novelty, Novelty::fresh);
        outstanding.insert(row.architecture);
    }
    EXPECT_EQ(outstanding.size(), 100U);
}

TEST(Thompson, GoesOnFromAJournalAsIfNeverStopped) {
    const Mdp mdp = session_mdp();
    expect_same_after_restore(mdp,
                              [&] { return std::make_unique<Thompson>(mdp, ThompsonSettings{}); });
}

TEST(Thompson, RejectsSettingsOutOfRange) {
    const Mdp mdp = chain_mdp(2);
    EXPECT_THROW(Thompson(mdp, {.random_networks = 0}), ConfigError);
    EXPECT_THROW(Thompson(mdp, {.exploration = -0.1}), ConfigError);
}

}  // namespace
}  // namespace metaqnn
