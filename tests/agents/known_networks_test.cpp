// The set of known networks against spaces that can be written down whole.
#include "agents/known_networks.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/agents/spaces.hpp"

namespace metaqnn {
namespace {

std::string text(const Mdp& mdp, const Episode& episode) {
    return to_text(mdp.architecture(episode));
}

// Some reward for each transition, all different.
std::vector<double> mixed_rewards(const Mdp& mdp) {
    std::vector<double> rewards;
    for (SlotId slot = 0; slot < mdp.slot_count(); ++slot) {
        const std::uint64_t hash = stable_hash(std::to_string(slot));
        rewards.push_back(static_cast<double>(hash % 1000) / 500.0 - 1.0);
    }
    return rewards;
}

double sum(const Mdp& mdp, const Episode& episode, const std::vector<double>& rewards) {
    double sum = 0.0;
    for (std::size_t step = 0; step < episode.steps.size(); ++step) {
        sum += rewards[static_cast<std::size_t>(slot_at(mdp, episode, step))];
    }
    return sum;
}

TEST(KnownNetworks, HoldWhatWasAddedAndNothingElse) {
    const Mdp mdp = two_layer_mdp();
    KnownNetworks known(mdp);
    const Episode first = walk(mdp, "[C(8,1,1), C(16,1,1), SM(10)]");
    EXPECT_FALSE(known.contains(first));
    known.add(first);
    EXPECT_TRUE(known.contains(first));
    EXPECT_FALSE(known.contains(walk(mdp, "[C(8,1,1), SM(10)]")));
    EXPECT_FALSE(known.contains(walk(mdp, "[C(8,1,1), C(8,1,1), SM(10)]")));
}

TEST(KnownNetworks, AreAllWhenEachWasAdded) {
    const Mdp mdp = two_layer_mdp();
    KnownNetworks known(mdp);
    Rng random(1);
    std::map<std::string, int> seen;
    for (int i = 0; i < 7; ++i) {
        ASSERT_FALSE(known.all());
        const Episode episode = known.random_unknown(random);
        known.add(episode);
        known.add(episode);  // changes nothing
        ++seen[text(mdp, episode)];
    }
    EXPECT_EQ(seen.size(), 7U);
    EXPECT_TRUE(known.all());
    EXPECT_THROW(known.random_unknown(random), LogicError);
    EXPECT_THROW(known.best_unknown(mixed_rewards(mdp)), LogicError);
}

// After C(8) all is known: of the three first choices C(16) and SM are left, each one half.
TEST(KnownNetworks, AreLeftByUniformChoicesAmongThoseThatLeadOut) {
    const Mdp mdp = two_layer_mdp();
    KnownNetworks known(mdp);
    for (const char* network :
         {"[C(8,1,1), C(8,1,1), SM(10)]", "[C(8,1,1), C(16,1,1), SM(10)]", "[C(8,1,1), SM(10)]"}) {
        known.add(walk(mdp, network));
    }
    Rng random(7);
    int ends = 0;
    constexpr int walks = 1000;
    for (int i = 0; i < walks; ++i) {
        const Episode episode = known.random_unknown(random);
        ASSERT_FALSE(known.contains(episode));
        ends += episode.steps.size() == 1 ? 1 : 0;
    }
    EXPECT_NEAR(ends, walks / 2, 80);  // five standard deviations
}

TEST(ValuesToGo, AreTheBestSumsFromEachNode) {
    const Mdp mdp = two_layer_mdp();
    std::vector<double> rewards(static_cast<std::size_t>(mdp.slot_count()), 0.0);
    const auto pay = [&](const char* network, std::size_t step, double reward) {
        rewards[static_cast<std::size_t>(slot_at(mdp, walk(mdp, network), step))] = reward;
    };
    pay("[C(8,1,1), SM(10)]", 0, -1.0);
    pay("[C(8,1,1), C(16,1,1), SM(10)]", 1, 5.0);
    pay("[C(16,1,1), SM(10)]", 0, 1.0);
    const std::vector<double> values = values_to_go(mdp, rewards);
    EXPECT_EQ(values[0], 4.0);  // -1 + 5, not 1 + 0
    EXPECT_EQ(values[static_cast<std::size_t>(walk(mdp, "[C(8,1,1), SM(10)]").steps[1].node)], 5.0);
}

// Against a list of all networks in order of their sums.
void expect_best_unknown_until_none_is_left(const Mdp& mdp) {
    const std::vector<double> rewards = mixed_rewards(mdp);
    KnownNetworks listed(mdp);
    Rng random(3);
    std::vector<double> sums;
    while (!listed.all()) {
        const Episode episode = listed.random_unknown(random);
        listed.add(episode);
        sums.push_back(sum(mdp, episode, rewards));
    }
    std::ranges::sort(sums, std::ranges::greater{});
    KnownNetworks known(mdp);
    for (const double best : sums) {
        const Episode episode = known.best_unknown(rewards);
        ASSERT_FALSE(known.contains(episode));
        ASSERT_NEAR(sum(mdp, episode, rewards), best, 1e-12);
        for (const Step& step : episode.steps) ASSERT_EQ(step.choice, Choice::greedy);
        known.add(episode);
    }
    EXPECT_TRUE(known.all());
    EXPECT_GT(sums.size(), 100U);
    EXPECT_LE(static_cast<double>(sums.size()), mdp.path_count());
    EXPECT_EQ(static_cast<double>(sums.size()) == mdp.path_count(), mdp.mask() == nullptr);
}

TEST(KnownNetworks, GiveTheBestUnknownOneUntilNoneIsLeft) {
    expect_best_unknown_until_none_is_left(session_mdp());
}

TEST(KnownNetworks, GiveTheBestUnknownOneWithinTheLimitsUntilNoneIsLeft) {
    expect_best_unknown_until_none_is_left(session_mdp({2500, 0, 0}));
    expect_best_unknown_until_none_is_left(session_mdp({0, 30000, 0}));
}

}  // namespace
}  // namespace metaqnn
