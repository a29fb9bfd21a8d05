// Q-learning against numbers computed by hand on spaces of a few states.
#include "agents/q_learning.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "core/search_state.hpp"
#include "tests/agents/spaces.hpp"
#include "tests/core/scripted_random.hpp"

namespace metaqnn {
namespace {

// One convolution, softmax: start -> C -> C, each may end.
Mdp one_filter_mdp() {
    SearchSpace space;
    space.max_depth = 2;
    space.filters = {8};
    space.fields = {1};
    space.pools = {};
    space.units = {};
    space.global_average_pooling = false;
    return Mdp(space, {1, 8}, 10);
}

// As before with a pooling: at the start C, P or the end.
Mdp three_way_mdp() {
    SearchSpace space = one_filter_mdp().space();
    space.pools = {{2, 2}};
    return Mdp(space, {1, 8}, 10);
}

// Values by "state action" that differ from the initial one.
std::map<std::string, double> values(const Mdp& mdp, const QLearning& agent) {
    std::map<std::string, double> values;
    for (const QValue& q : agent.q_values()) {
        const StateAction& pair = mdp.pair(q.slot);
        values[to_text(pair.state) + " " + to_text(pair.action)] = q.value;
    }
    return values;
}

using Values = std::map<std::string, double>;

constexpr const char* deep = "[C(8,1,1), C(8,1,1), SM(10)]";
constexpr const char* shallow = "[C(8,1,1), SM(10)]";

TEST(QLearning, UpdatesInReversedOrder) {
    const Mdp mdp = one_filter_mdp();
    QLearning agent(mdp, {.alpha = 0.5});
    agent.learn(walk(mdp, deep), 1.0);
    // end: 0.5 * 0.5 + 0.5 * 1 = 0.75; before it: 0.25 + 0.5 * 0.75 = 0.625; the first:
    // 0.25 + 0.5 * max(0.625, 0.5) = 0.5625. Forwards the first two would have stayed at 0.5.
    EXPECT_EQ(values(mdp, agent), (Values{{"C(8,1,1)/2/8 SM(10)", 0.75},
                                          {"C(8,1,1)/1/8 C(8,1,1)", 0.625},
                                          {"start/0/8 C(8,1,1)", 0.5625}}));
}

TEST(QLearning, TakesTheBestActionOfTheNextStateNotTheOneTaken) {
    const Mdp mdp = one_filter_mdp();
    QLearning agent(mdp, {.alpha = 0.5});
    agent.learn(walk(mdp, deep), 1.0);
    agent.learn(walk(mdp, shallow), 0.0);
    // end after one C: 0.25 + 0; start: 0.5 * 0.5625 + 0.5 * max(0.625, 0.25)
    EXPECT_EQ(values(mdp, agent), (Values{{"C(8,1,1)/2/8 SM(10)", 0.75},
                                          {"C(8,1,1)/1/8 C(8,1,1)", 0.625},
                                          {"C(8,1,1)/1/8 SM(10)", 0.25},
                                          {"start/0/8 C(8,1,1)", 0.59375}}));
}

TEST(QLearning, MovesByAlpha) {
    const Mdp mdp = one_filter_mdp();
    QLearning agent(mdp, {.alpha = 0.25});
    agent.learn(walk(mdp, "[SM(10)]"), 1.0);
    EXPECT_EQ(values(mdp, agent), (Values{{"start/0/8 SM(10)", 0.625}}));
    agent.learn(walk(mdp, "[SM(10)]"), 0.0);
    EXPECT_EQ(values(mdp, agent), (Values{{"start/0/8 SM(10)", 0.46875}}));
}

TEST(QLearning, ForgetsTheOldValueAtAlphaOne) {
    const Mdp mdp = one_filter_mdp();
    QLearning agent(mdp, {.alpha = 1.0});
    agent.learn(walk(mdp, deep), 0.875);
    EXPECT_EQ(values(mdp, agent), (Values{{"C(8,1,1)/2/8 SM(10)", 0.875},
                                          {"C(8,1,1)/1/8 C(8,1,1)", 0.875},
                                          {"start/0/8 C(8,1,1)", 0.875}}));
}

TEST(QLearning, DiscountsByGamma) {
    const Mdp mdp = one_filter_mdp();
    QLearning agent(mdp, {.alpha = 0.5, .gamma = 0.5});
    agent.learn(walk(mdp, deep), 1.0);
    // 0.25 + 0.5 * 0.5 * 0.75 = 0.4375; 0.25 + 0.5 * 0.5 * max(0.4375, 0.5) = 0.375
    EXPECT_EQ(values(mdp, agent), (Values{{"C(8,1,1)/2/8 SM(10)", 0.75},
                                          {"C(8,1,1)/1/8 C(8,1,1)", 0.4375},
                                          {"start/0/8 C(8,1,1)", 0.375}}));
}

TEST(QLearning, TakesTheRewardForEveryTargetAtLambdaOne) {
    const Mdp mdp = one_filter_mdp();
    QLearning agent(mdp, {.alpha = 0.5, .lambda = 1.0});
    agent.learn(walk(mdp, deep), 1.0);
    agent.learn(walk(mdp, shallow), 0.0);
    // 0.5 -> 0.75 each; the first choice then 0.5 * 0.75 + 0.5 * 0, what followed it is forgotten
    EXPECT_EQ(values(mdp, agent), (Values{{"C(8,1,1)/2/8 SM(10)", 0.75},
                                          {"C(8,1,1)/1/8 C(8,1,1)", 0.75},
                                          {"C(8,1,1)/1/8 SM(10)", 0.25},
                                          {"start/0/8 C(8,1,1)", 0.375}}));
}

TEST(QLearning, MixesTheTargetOfTheNextStepWithTheBestValueByLambda) {
    const Mdp mdp = one_filter_mdp();
    QLearning agent(mdp, {.alpha = 0.5, .lambda = 0.5});
    agent.learn(walk(mdp, deep), 1.0);
    // end: target 1; before it: 0.5 * 0.75 + 0.5 * 1 = 0.875; the first: best value 0.6875, target
    // 0.5 * 0.6875 + 0.5 * 0.875 = 0.78125
    EXPECT_EQ(values(mdp, agent), (Values{{"C(8,1,1)/2/8 SM(10)", 0.75},
                                          {"C(8,1,1)/1/8 C(8,1,1)", 0.6875},
                                          {"start/0/8 C(8,1,1)", 0.640625}}));
}

TEST(QLearning, SharesTheRewardAmongTheStepsIfAsked) {
    const Mdp mdp = one_filter_mdp();
    QLearning agent(mdp, {.alpha = 1.0, .reward = RewardPlace::shared});
    agent.learn(walk(mdp, deep), 0.75);
    // 0.25 a step: 0.25; 0.25 + max(0.25); 0.25 + max(0.5, the untouched 0.5)
    EXPECT_EQ(values(mdp, agent),
              (Values{{"C(8,1,1)/2/8 SM(10)", 0.25}, {"start/0/8 C(8,1,1)", 0.75}}));
}

TEST(QLearning, StartsFromTheInitialValue) {
    const Mdp mdp = one_filter_mdp();
    QLearning agent(mdp, {.alpha = 0.5, .initial_q = 0.0});
    agent.learn(walk(mdp, shallow), 1.0);
    EXPECT_EQ(values(mdp, agent),
              (Values{{"C(8,1,1)/1/8 SM(10)", 0.5}, {"start/0/8 C(8,1,1)", 0.25}}));
    EXPECT_EQ(QLearningSettings{}.initial_q, 0.5);
}

// The state P(2,2)/3/4 stands for side 7 (after two windows 2,2 on 28) and side 4 (window 5,3
// first); only the former allows a field of 5. Its high value must not count for the latter.
TEST(QLearning, TakesTheMaximumOverActionsLegalAtTheTrueSide) {
    const Mdp mdp(SearchSpace{}, {1, 28}, 10);
    QLearning agent(mdp, {.alpha = 1.0});
    agent.learn(walk(mdp, "[P(2,2), C(64,1,1), P(2,2), C(64,5,1), SM(10)]"), 1.0);
    const Episode side4 = walk(mdp, "[P(5,3), C(64,1,1), P(2,2), SM(10)]");
    agent.learn(side4, 0.25);
    const auto value = [&](std::size_t step) {
        const Step& s = side4.steps[step];
        return agent.value(mdp.edges(s.node)[static_cast<std::size_t>(s.edge)].slot);
    };
    EXPECT_EQ(value(3), 0.25);
    EXPECT_EQ(value(2), 0.5);  // the untouched actions at side 4, not 1 of C(64,5,1)
    EXPECT_EQ(mdp.side(side4.steps[3].node), 4);
}

TEST(QLearning, IsRandomBelowEpsilonAndGreedyFromIt) {
    const Mdp mdp = three_way_mdp();
    QLearning agent(mdp, {.alpha = 0.5});
    agent.learn(walk(mdp, "[SM(10)]"), 1.0);  // the end is the best first choice
    // Just below epsilon: random; of C, P, SM the word 1 takes P. Then at epsilon: greedy, with a
    // tie of C and SM after P; the word 3 takes the second.
    ScriptedRandom random({unit_word(0.25 - 1.0 / 1024), 1, unit_word(0.25), 3});
    const Episode episode = agent.propose(0.25, random);
    EXPECT_EQ(to_text(mdp.architecture(episode)), "[P(2,2), SM(10)]");
    EXPECT_EQ(episode.steps[0].choice, Choice::random);
    EXPECT_EQ(episode.steps[1].choice, Choice::greedy);
    EXPECT_EQ(random.drawn(), 4U);
}

TEST(QLearning, DrawsOneWordOnlyForAGreedyChoiceWithoutATie) {
    const Mdp mdp = three_way_mdp();
    QLearning agent(mdp, {.alpha = 0.5});
    agent.learn(walk(mdp, "[SM(10)]"), 1.0);
    ScriptedRandom random({unit_word(0.5)});
    EXPECT_EQ(to_text(mdp.architecture(agent.propose(0.25, random))), "[SM(10)]");
    EXPECT_EQ(random.drawn(), 1U);
}

TEST(QLearning, IsNeverRandomAtEpsilonZeroAndAlwaysAtOne) {
    const Mdp mdp = three_way_mdp();
    QLearning agent(mdp, {});
    Rng random(1);
    for (int i = 0; i < 100; ++i) {
        for (const Step& step : agent.propose(0.0, random).steps) {
            ASSERT_EQ(step.choice, Choice::greedy);
        }
        for (const Step& step : agent.propose(1.0, random).steps) {
            ASSERT_EQ(step.choice, Choice::random);
        }
    }
}

TEST(QLearning, BreaksTiesUniformly) {
    const Mdp mdp = three_way_mdp();
    QLearning agent(mdp, {.alpha = 0.5});
    agent.learn(walk(mdp, "[SM(10)]"), 0.0);  // the end falls: a tie of C and P is left
    Rng random(2);
    std::array<int, 3> first{};
    constexpr int episodes = 10'000;
    for (int i = 0; i < episodes; ++i) {
        ++first.at(static_cast<std::size_t>(agent.propose(0.0, random).steps[0].edge));
    }
    EXPECT_EQ(first[2], 0);
    EXPECT_NEAR(first[0], episodes / 2, 5 * std::sqrt(episodes / 4.0));
}

TEST(QLearning, ChoosesAtRandomUniformlyAmongAllLegalActions) {
    const Mdp mdp = three_way_mdp();
    QLearning agent(mdp, {.alpha = 0.5});
    agent.learn(walk(mdp, "[SM(10)]"), 1.0);
    Rng random(2);
    std::array<int, 3> first{};
    constexpr int episodes = 12'000;
    for (int i = 0; i < episodes; ++i) {
        ++first.at(static_cast<std::size_t>(agent.propose(1.0, random).steps[0].edge));
    }
    for (const int count : first) {
        EXPECT_NEAR(count, episodes / 3, 5 * std::sqrt(episodes * 2.0 / 9.0));
    }
}

TEST(QLearning, DoesNotLearnFromRemembering) {
    const Mdp mdp = one_filter_mdp();
    QLearning agent(mdp, {});
    agent.remember(walk(mdp, deep), 1.0);
    EXPECT_TRUE(agent.q_values().empty());
}

TEST(QLearning, ReplaysSoManyNetworksDrawnFromItsMemory) {
    const Mdp mdp = one_filter_mdp();
    QLearning agent(mdp, {.alpha = 0.5, .replay_updates = 3});
    agent.remember(walk(mdp, "[SM(10)]"), 1.0);
    agent.remember(walk(mdp, shallow), 0.0);
    ScriptedRandom random({0, 2, 1});  // the first twice, then the second
    agent.replay(random);
    EXPECT_EQ(random.drawn(), 3U);
    // end at the start: 0.5 -> 0.75 -> 0.875; after C: 0.25; C: 0.25 + 0.5 * max(0.5, 0.25) = 0.5
    EXPECT_EQ(values(mdp, agent),
              (Values{{"start/0/8 SM(10)", 0.875}, {"C(8,1,1)/1/8 SM(10)", 0.25}}));
}

TEST(QLearning, ReplaysNothingFromAnEmptyMemory) {
    const Mdp mdp = one_filter_mdp();
    QLearning agent(mdp, {});
    ScriptedRandom random({});
    EXPECT_NO_THROW(agent.replay(random));
}

TEST(QLearning, RestoresTheValuesOfAnother) {
    const Mdp mdp(SearchSpace{}, {1, 28}, 10);
    QLearning first(mdp, {});
    Rng random(1);
    for (int i = 0; i < 50; ++i) first.learn(mdp.random_episode(random), random.unit());
    QLearning second(mdp, {});
    second.learn(walk(mdp, "[SM(10)]"), 1.0);  // is forgotten
    second.restore(first.q_values());
    EXPECT_EQ(second.q_values(), first.q_values());
    for (SlotId slot = 0; slot < mdp.slot_count(); ++slot) {
        ASSERT_EQ(second.value(slot), first.value(slot));
    }
}

TEST(QLearning, RejectsValuesOfAnotherSpace) {
    const Mdp mdp = one_filter_mdp();
    QLearning agent(mdp, {});
    const std::vector<QValue> beyond{{mdp.slot_count(), 0.5}};
    EXPECT_THROW(agent.restore(beyond), ConfigError);
    const std::vector<QValue> before{{-1, 0.5}};
    EXPECT_THROW(agent.restore(before), ConfigError);
}

TEST(QLearning, RejectsSettingsOutOfRange) {
    const Mdp mdp = one_filter_mdp();
    EXPECT_THROW(QLearning(mdp, {.alpha = 0.0}), ConfigError);
    EXPECT_THROW(QLearning(mdp, {.alpha = 1.1}), ConfigError);
    EXPECT_THROW(QLearning(mdp, {.alpha = std::numeric_limits<double>::quiet_NaN()}), ConfigError);
    EXPECT_THROW(QLearning(mdp, {.gamma = -0.1}), ConfigError);
    EXPECT_THROW(QLearning(mdp, {.gamma = 1.1}), ConfigError);
    EXPECT_THROW(QLearning(mdp, {.replay_updates = -1}), ConfigError);
}

// The formula without any of the agent's bookkeeping.
void learn_plainly(const Mdp& mdp, std::vector<double>& q, const Episode& episode, double reward) {
    for (auto step = episode.steps.rbegin(); step != episode.steps.rend(); ++step) {
        const Edge& edge = mdp.edges(step->node)[static_cast<std::size_t>(step->edge)];
        double target = edge.next == Mdp::terminal ? reward : -1.0;
        if (edge.next != Mdp::terminal) {
            for (const Edge& e : mdp.edges(edge.next)) {
                target = std::max(target, q[static_cast<std::size_t>(e.slot)]);
            }
        }
        double& value = q[static_cast<std::size_t>(edge.slot)];
        value = (1.0 - 0.3) * value + 0.3 * target;
    }
}

TEST(QLearning, AgreesWithThePlainFormulaOverThousandsOfResults) {
    const Mdp mdp(SearchSpace{}, {1, 28}, 10);
    QLearning agent(mdp, {.alpha = 0.3});
    std::vector<double> plain(static_cast<std::size_t>(mdp.slot_count()), 0.5);
    Rng random(12);
    for (int i = 0; i < 5'000; ++i) {
        // Half of them chosen well, so that best values fall as well as rise.
        const Episode episode = agent.propose(i % 2 == 0 ? 1.0 : 0.1, random);
        const double reward = random.unit();
        agent.learn(episode, reward);
        learn_plainly(mdp, plain, episode, reward);
        if (i == 2'500) {
            const std::vector<QValue> values = agent.q_values();
            agent.restore(values);
        }
    }
    for (SlotId slot = 0; slot < mdp.slot_count(); ++slot) {
        ASSERT_EQ(agent.value(slot), plain[static_cast<std::size_t>(slot)]) << slot;
    }
}

TEST(QLearning, BeginsWithAPartOfWhatAnEarlierSearchWouldHaveLearned) {
    const Mdp mdp(space_preset("small"), {1, 28}, 10);
    const QLearningSettings settings{.alpha = 0.1, .replay_updates = 5};
    std::vector<EarlierResult> earlier;
    QLearning searched(mdp, settings);
    for (std::uint64_t i = 0; i < 50; ++i) {
        Rng random(i);
        earlier.push_back({mdp.random_episode(random), static_cast<double>(i) / 50.0});
        searched.remember(earlier[i].episode, earlier[i].reward);
        searched.learn(earlier[i].episode, earlier[i].reward);
        Rng draws(derive_seed(0, Stream::replay, i));
        searched.replay(draws);
    }
    QLearning whole(mdp, settings);
    QLearning half(mdp, settings);
    EXPECT_TRUE(whole.begin_with(earlier, 1.0));
    EXPECT_TRUE(half.begin_with(earlier, 0.5));
    EXPECT_GT(searched.q_values().size(), 20U);
    for (SlotId slot = 0; slot < mdp.slot_count(); ++slot) {
        const double learned = searched.value(slot) - settings.initial_q;
        ASSERT_NEAR(whole.value(slot), settings.initial_q + learned, 1e-12);
        ASSERT_NEAR(half.value(slot), settings.initial_q + 0.5 * learned, 1e-12);
    }
    const std::vector<QValue> before = whole.q_values();
    Rng random(1);
    whole.replay(random);  // the earlier results are forgotten
    EXPECT_EQ(whole.q_values(), before);
}

// The whole search, a result at a time: the same values again, with and without a checkpoint.
TEST(QLearning, HasTheSameValuesAgainFromTheRowsOfASearch) {
    const Mdp mdp(space_preset("small"), {1, 28}, 10);
    const SearchSettings settings{.seed = 8, .epsilon = {{1.0, 50}, {0.1, 50}}};
    const QLearningSettings learning{.alpha = 0.1, .replay_updates = 10};
    QLearning live_agent(mdp, learning);
    SearchState live(mdp, live_agent, settings);
    QLearning again_agent(mdp, learning);
    SearchState again(mdp, again_agent, settings);
    QLearning later_agent(mdp, learning);  // learns from the middle on only
    SearchState later(mdp, later_agent, settings);
    for (int step = 0; step < 200; ++step) {
        if (step == 100) later.restore_q_values(live.q_values());
        const EpisodeRow row = live.propose();
        again.restore(row, true);
        later.restore(row, step >= 100);
        if (row.novelty != Novelty::fresh) continue;
        const double reward = static_cast<double>(stable_hash(row.architecture) % 1000) / 1000.0;
        live.learn(row.trial, reward);
        again.restore_result(row.trial, reward, true);
        later.restore_result(row.trial, reward, step >= 100);
    }
    EXPECT_GT(live.q_values().size(), 100U);
    EXPECT_EQ(again.q_values(), live.q_values());
    EXPECT_EQ(later.q_values(), live.q_values());
}

// Networks that begin with C are worth more than [SM], which is left until they are known.
TEST(QLearning, MayProposeUnknownNetworksOnly) {
    const Mdp mdp = one_filter_mdp();
    QLearning agent(mdp, {.alpha = 1.0, .repeats = false});
    for (const char* network : {"[SM(10)]", "[C(8,1,1), SM(10)]", "[C(8,1,1), C(8,1,1), SM(10)]"}) {
        agent.learn(walk(mdp, network), network[1] == 'S' ? 0.1 : 0.9);
    }
    Rng random(1);
    std::vector<std::string> proposed;
    for (int i = 0; i < 3; ++i) {
        const Episode episode = agent.propose(0.0, random);
        proposed.push_back(to_text(mdp.architecture(episode)));
        for (const Step& step : episode.steps) EXPECT_EQ(step.choice, Choice::greedy);
        agent.await(episode);
    }
    EXPECT_EQ(proposed.back(), "[SM(10)]");
    std::ranges::sort(proposed);
    EXPECT_EQ(proposed, (std::vector<std::string>{"[C(8,1,1), C(8,1,1), SM(10)]",
                                                  "[C(8,1,1), SM(10)]", "[SM(10)]"}));
    EXPECT_NE(agent.propose(0.0, random), walk(mdp, "[SM(10)]"));  // all are known: greedy again
    QLearning paper(mdp, {.alpha = 1.0});
    paper.learn(walk(mdp, "[C(8,1,1), C(8,1,1), SM(10)]"), 0.9);
    const Episode best = paper.propose(0.0, random);
    paper.await(best);
    EXPECT_EQ(paper.propose(0.0, random), best);
}

}  // namespace
}  // namespace metaqnn
