// Local search around networks whose neighbours can be counted.
#include "agents/local_search.hpp"

#include <memory>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/agents/searches.hpp"
#include "tests/agents/spaces.hpp"

namespace metaqnn {
namespace {

constexpr const char* narrow = "[C(8,1,1), C(8,1,1), SM(10)]";
constexpr const char* wide = "[C(32,1,1), C(8,1,1), SM(10)]";

std::string next_network(const Mdp& mdp, LocalSearch& agent, RandomSource& random) {
    const Episode episode = agent.propose(0.0, random);
    agent.await(episode);
    return to_text(mdp.architecture(episode));
}

TEST(LocalSearch, TriesEachNeighbourOfTheFirstNetworkOnce) {
    const Mdp mdp = chain_mdp(2);
    LocalSearch agent(mdp);
    Rng random(1);
    EXPECT_EQ(agent.propose(0.0, random).steps[0].choice, Choice::random);
    agent.await(walk(mdp, narrow));
    agent.remember(walk(mdp, narrow), 0.5);
    std::set<std::string> tried;
    for (int i = 0; i < 4; ++i) tried.insert(next_network(mdp, agent, random));
    EXPECT_EQ(tried, (std::set<std::string>{
                         "[C(16,1,1), C(8,1,1), SM(10)]", "[C(32,1,1), C(8,1,1), SM(10)]",
                         "[C(8,1,1), C(16,1,1), SM(10)]", "[C(8,1,1), C(32,1,1), SM(10)]"}));
    EXPECT_EQ(agent.propose(0.0, random).steps[0].choice, Choice::random);
}

TEST(LocalSearch, MovesToABetterResultAndNotToAPoorerOne) {
    const Mdp mdp = chain_mdp(2);
    LocalSearch agent(mdp);
    Rng random(1);
    for (const char* network : {narrow, wide}) agent.await(walk(mdp, network));
    agent.remember(walk(mdp, narrow), 0.5);
    agent.remember(walk(mdp, wide), 0.6);
    agent.remember(walk(mdp, "[C(16,1,1), C(16,1,1), SM(10)]"), 0.4);
    // Neighbours of `wide` besides `narrow`: C(16), C(8); C(32), C(16); C(32), C(32).
    std::set<std::string> tried;
    for (int i = 0; i < 3; ++i) tried.insert(next_network(mdp, agent, random));
    EXPECT_EQ(tried, (std::set<std::string>{"[C(16,1,1), C(8,1,1), SM(10)]",
                                            "[C(32,1,1), C(16,1,1), SM(10)]",
                                            "[C(32,1,1), C(32,1,1), SM(10)]"}));
}

// With all neighbours of the centre known, the result of a neighbour that is no better does not
// move it, that of a random network does.
TEST(LocalSearch, RestartsFromARandomNetworkWhenNoNeighbourIsLeft) {
    const Mdp mdp = chain_mdp(3);
    LocalSearch agent(mdp);
    Rng random(1);
    const Episode start = agent.propose(0.0, random);
    agent.await(start);
    agent.remember(start, 0.5);
    std::vector<Episode> tried;
    for (int i = 0; i < 6; ++i) {
        tried.push_back(agent.propose(0.0, random));
        agent.await(tried.back());
    }
    for (const Episode& neighbour : tried) agent.remember(neighbour, 0.3);
    const Episode restart = agent.propose(0.0, random);
    EXPECT_EQ(restart.steps[0].choice, Choice::random);
    agent.await(restart);
    agent.remember(restart, 0.2);
    EXPECT_EQ(agent.propose(0.0, random).steps[0].choice, Choice::greedy);
}

TEST(LocalSearch, ProposesEachNetworkOnceThenAnyOne) {
    const Mdp mdp = chain_mdp(3);
    LocalSearch agent(mdp);
    expect_each_network_once(mdp, agent);
}

TEST(LocalSearch, GoesOnFromAJournalAsIfNeverStopped) {
    const Mdp mdp = session_mdp();
    expect_same_after_restore(mdp, [&] { return std::make_unique<LocalSearch>(mdp); });
}

}  // namespace
}  // namespace metaqnn
