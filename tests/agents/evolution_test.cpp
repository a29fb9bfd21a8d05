// Regularised evolution with populations of a few networks.
#include "agents/evolution.hpp"

#include <memory>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/agents/searches.hpp"
#include "tests/agents/spaces.hpp"

namespace metaqnn {
namespace {

constexpr const char* poor = "[C(8,1,1), C(8,1,1), C(8,1,1), SM(10)]";
constexpr const char* good = "[C(32,1,1), C(32,1,1), C(32,1,1), SM(10)]";

// Layers at which a network differs from another of the same depth.
int distance(const Mdp& mdp, const Episode& episode, const char* other) {
    const std::vector<Layer> a = mdp.architecture(episode).layers;
    const std::vector<Layer> b = parse_architecture(other).layers;
    int differences = 0;
    for (std::size_t i = 0; i < a.size(); ++i) differences += a[i] == b[i] ? 0 : 1;
    return differences;
}

TEST(Evolution, IsRandomUntilThePopulationIsFull) {
    const Mdp mdp = chain_mdp(3);
    Evolution agent(mdp, {.population = 2, .tournament = 1});
    Rng random(1);
    agent.remember(walk(mdp, poor), 0.1);
    EXPECT_EQ(agent.propose(0.0, random).steps[0].choice, Choice::random);
    agent.remember(walk(mdp, good), 0.9);
    EXPECT_EQ(agent.propose(0.0, random).steps[0].choice, Choice::greedy);
}

TEST(Evolution, MutatesTheBestOfTheTournament) {
    const Mdp mdp = chain_mdp(3);
    Evolution agent(mdp, {.population = 2, .tournament = 20});  // both take part, all but surely
    agent.remember(walk(mdp, good), 0.9);
    agent.remember(walk(mdp, poor), 0.1);
    Rng random(1);
    std::set<std::string> children;
    for (int i = 0; i < 100; ++i) {
        const Episode child = agent.propose(0.0, random);
        EXPECT_EQ(distance(mdp, child, good), 1);
        children.insert(to_text(mdp.architecture(child)));
    }
    EXPECT_EQ(children.size(), 6U);  // three layers, two others each
}

TEST(Evolution, LetsTheOldestDieHoweverGood) {
    const Mdp mdp = chain_mdp(3);
    Evolution agent(mdp, {.population = 1, .tournament = 5});
    agent.remember(walk(mdp, good), 0.9);
    agent.remember(walk(mdp, poor), 0.1);
    Rng random(1);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(distance(mdp, agent.propose(0.0, random), poor), 1);
}

TEST(Evolution, IsRandomWhereEveryChildIsKnown) {
    const Mdp mdp = chain_mdp(3);
    Evolution agent(mdp, {.population = 1, .tournament = 1});
    Rng random(1);
    agent.await(walk(mdp, good));
    agent.remember(walk(mdp, good), 0.9);
    for (int i = 0; i < 6; ++i) agent.await(agent.propose(0.0, random));
    const Episode other = agent.propose(0.0, random);
    EXPECT_EQ(other.steps[0].choice, Choice::random);
    EXPECT_GT(distance(mdp, other, good), 1);
}

TEST(Evolution, DrawsEachKindOfMutationEquallyOften) {
    const Mdp mdp = session_mdp();
    Evolution agent(mdp, {.population = 1, .tournament = 1});
    agent.remember(walk(mdp, "[C(8,1,1), C(8,1,1), SM(10)]"), 0.5);
    Rng random(5);
    int longer = 0;
    int shorter = 0;
    constexpr int children = 900;
    for (int i = 0; i < children; ++i) {
        const std::size_t layers = agent.propose(0.0, random).steps.size();
        longer += layers == 4 ? 1 : 0;
        shorter += layers == 2 ? 1 : 0;
    }
    EXPECT_NEAR(longer, children / 3, 71);  // five standard deviations
    EXPECT_NEAR(shorter, children / 3, 71);
}

TEST(Evolution, ProposesEachNetworkOnceThenAnyOne) {
    const Mdp mdp = chain_mdp(3);
    Evolution agent(mdp, {.population = 5, .tournament = 2});
    expect_each_network_once(mdp, agent);
}

TEST(Evolution, GoesOnFromAJournalAsIfNeverStopped) {
    const Mdp mdp = session_mdp();
    expect_same_after_restore(
        mdp, [&] { return std::make_unique<Evolution>(mdp, EvolutionSettings{}); });
}

TEST(Evolution, RejectsSettingsOutOfRange) {
    const Mdp mdp = chain_mdp(2);
    EXPECT_THROW(Evolution(mdp, {.population = 0}), ConfigError);
    EXPECT_THROW(Evolution(mdp, {.tournament = 0}), ConfigError);
}

}  // namespace
}  // namespace metaqnn
