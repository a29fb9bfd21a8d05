// Short searches of the agents without Q values as text, against tests/golden.
//
// METAQNN_UPDATE_GOLDEN=1 writes the files anew.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "agents/dqn.hpp"
#include "agents/evolution.hpp"
#include "agents/local_search.hpp"
#include "agents/q_learning.hpp"
#include "agents/random_search.hpp"
#include "agents/thompson.hpp"
#include "core/search_state.hpp"
#include "tests/agents/spaces.hpp"

namespace metaqnn {
namespace {

// Sixty networks, at most three in training; the older result comes first.
std::string choices_of(const Mdp& mdp, Agent& agent) {
    std::ostringstream out;
    SearchState state(mdp, agent, {.seed = 2017, .epsilon = {{1.0, 20}, {0.5, 20}, {0.1, 1}}});
    while (state.results() < 60) {
        if (state.in_training() < 3) {
            const EpisodeRow row = state.propose();
            out << row.step << " proposed " << row.choices << " " << row.architecture << "\n";
            continue;
        }
        const TrialId trial = state.results();
        const Architecture network = state.trial(trial).architecture;
        const auto luck = static_cast<int>(stable_hash(to_text(network)) % 20);
        const double reward = static_cast<double>(network.layers.size()) / 8.0 + luck / 100.0;
        state.learn(trial, reward);
        out << trial << " learned " << reward << "\n";
    }
    return out.str();
}

void expect_golden(const std::string& name, Agent& agent, const Mdp& mdp) {
    const std::string path = METAQNN_SOURCE_DIR "/tests/golden/" + name + ".txt";
    const std::string text = choices_of(mdp, agent);
    if (std::getenv("METAQNN_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << text;
    std::ifstream stored(path);
    ASSERT_TRUE(stored) << path;
    std::istringstream made(text);
    int number = 0;
    for (std::string expected, actual; std::getline(stored, expected);) {
        ASSERT_TRUE(std::getline(made, actual)) << path << " has more lines";
        ASSERT_EQ(actual, expected) << "line " << ++number << " of " << path;
    }
    std::string more;
    EXPECT_FALSE(std::getline(made, more)) << more;
}

TEST(GoldenChoices, OfThompsonAreTheStoredOnes) {
    const Mdp mdp = session_mdp();
    Thompson agent(mdp, {});
    expect_golden("thompson", agent, mdp);
}

TEST(GoldenChoices, OfDqnAreTheStoredOnes) {
    const Mdp mdp = session_mdp();
    Dqn agent(mdp, {});
    expect_golden("dqn", agent, mdp);
}

TEST(GoldenChoices, OfEvolutionAreTheStoredOnes) {
    const Mdp mdp = session_mdp();
    Evolution agent(mdp, {.population = 10, .tournament = 3});
    expect_golden("evolution", agent, mdp);
}

TEST(GoldenChoices, OfLambdaReturnsAreTheStoredOnes) {
    const Mdp mdp = session_mdp();
    QLearning agent(mdp, {.alpha = 0.1, .lambda = 1.0, .repeats = false});
    expect_golden("lambda", agent, mdp);
}

TEST(GoldenChoices, OfSharedRewardsAreTheStoredOnes) {
    const Mdp mdp = session_mdp();
    QLearning agent(mdp, {.alpha = 0.1, .reward = RewardPlace::shared, .repeats = false});
    expect_golden("shaped", agent, mdp);
}

TEST(GoldenChoices, OfRandomSearchAreTheStoredOnes) {
    const Mdp mdp = session_mdp();
    RandomSearch agent(mdp);
    expect_golden("random", agent, mdp);
}

TEST(GoldenChoices, OfLocalSearchAreTheStoredOnes) {
    const Mdp mdp = session_mdp();
    LocalSearch agent(mdp);
    expect_golden("local_search", agent, mdp);
}

}  // namespace
}  // namespace metaqnn
