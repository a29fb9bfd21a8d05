// The state of a search: what a proposal is good for, and the same state again from its rows.
#include "core/search_state.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/core/sensitive_agent.hpp"

namespace metaqnn {
namespace {

Mdp small_mdp() {
    SearchSpace space;
    space.max_depth = 2;
    space.filters = {8, 16};
    space.fields = {1, 3};
    space.units = {16};
    return Mdp(space, {1, 8}, 10);
}

constexpr const char* plain = "[SM(10)]";
constexpr const char* deep = "[C(8,3,1), SM(10)]";

TEST(SearchState, MakesATrialOfAFreshNetwork) {
    const Mdp mdp = small_mdp();
    ScriptedAgent agent(mdp, {plain, deep});
    SearchState state(mdp, agent, {.seed = 9});
    const EpisodeRow first = state.propose();
    EXPECT_EQ(first.step, 0);
    EXPECT_EQ(first.trial, 0);
    EXPECT_EQ(first.novelty, Novelty::fresh);
    EXPECT_EQ(first.architecture, plain);
    EXPECT_EQ(first.choices, "G");
    EXPECT_TRUE(std::isnan(first.reward));
    const EpisodeRow second = state.propose();
    EXPECT_EQ(second.step, 1);
    EXPECT_EQ(second.trial, 1);
    EXPECT_EQ(state.steps(), 2);
    EXPECT_EQ(state.in_training(), 2);
    const Trial trial = state.trial(1);
    EXPECT_EQ(trial.id, 1);
    EXPECT_EQ(trial.architecture, parse_architecture(deep));
    EXPECT_EQ(trial.seed, derive_seed(9, Stream::trial, 1));
}

TEST(SearchState, LearnsAResultOnceAndReplaysOnce) {
    const Mdp mdp = small_mdp();
    ScriptedAgent agent(mdp, {plain});
    SearchState state(mdp, agent, {.seed = 9});
    state.propose();
    EXPECT_TRUE(agent.learned.empty());
    state.learn(0, 0.7);
    EXPECT_EQ(agent.remembered, (std::vector<double>{0.7}));
    EXPECT_EQ(agent.learned, (std::vector<double>{0.7}));
    EXPECT_EQ(agent.replay_words,
              (std::vector<std::uint64_t>{Rng(derive_seed(9, Stream::replay, 0)).next()}));
    EXPECT_EQ(state.results(), 1);
    EXPECT_EQ(state.in_training(), 0);
}

TEST(SearchState, PresentsAKnownResultAgainWithoutATrial) {
    const Mdp mdp = small_mdp();
    ScriptedAgent agent(mdp, {plain});
    SearchState state(mdp, agent, {});
    state.propose();
    state.learn(0, 0.7);
    const EpisodeRow again = state.propose();
    EXPECT_EQ(again.novelty, Novelty::known);
    EXPECT_EQ(again.trial, 0);
    EXPECT_EQ(again.reward, 0.7);
    EXPECT_EQ(agent.learned, (std::vector<double>{0.7, 0.7}));
    EXPECT_EQ(agent.remembered.size(), 1U);
    EXPECT_EQ(agent.replay_words.size(), 1U);
    EXPECT_EQ(state.networks().size(), 1);
}

TEST(SearchState, TellsTheAgentOfEachFreshNetworkOnceAlsoWhenRestored) {
    const Mdp mdp = small_mdp();
    ScriptedAgent live(mdp, {plain, deep, deep});
    SearchState state(mdp, live, {});
    std::vector<EpisodeRow> rows;
    for (int i = 0; i < 3; ++i) rows.push_back(state.propose());
    const std::vector<Episode> expected{mdp.episode(parse_architecture(plain)),
                                        mdp.episode(parse_architecture(deep))};
    EXPECT_EQ(live.awaited, expected);
    for (const bool learn : {false, true}) {
        ScriptedAgent resumed(mdp, {plain});
        SearchState restored(mdp, resumed, {});
        for (const EpisodeRow& row : rows) restored.restore(row, learn);
        EXPECT_EQ(resumed.awaited, expected);
    }
}

TEST(SearchState, DoesNotPresentAKnownResultIfToldNotTo) {
    const Mdp mdp = small_mdp();
    ScriptedAgent agent(mdp, {plain});
    SearchState state(mdp, agent, {.replay_known = false});
    state.propose();
    state.learn(0, 0.7);
    EXPECT_EQ(state.propose().novelty, Novelty::known);
    EXPECT_EQ(agent.learned, (std::vector<double>{0.7}));
}

TEST(SearchState, LearnsARepeatInTrainingOnceIfToldNotToRepeat) {
    const Mdp mdp = small_mdp();
    ScriptedAgent agent(mdp, {plain});
    SearchState state(mdp, agent, {.replay_known = false});
    state.propose();
    EXPECT_EQ(state.propose().novelty, Novelty::in_flight);
    state.learn(0, 0.7);
    EXPECT_EQ(agent.learned, (std::vector<double>{0.7}));
}

TEST(SearchState, LearnsOnceMoreForEachTimeANetworkWasSampledInTraining) {
    const Mdp mdp = small_mdp();
    ScriptedAgent agent(mdp, {plain});
    SearchState state(mdp, agent, {});
    state.propose();
    const EpisodeRow again = state.propose();
    EXPECT_EQ(again.novelty, Novelty::in_flight);
    EXPECT_EQ(again.trial, 0);
    EXPECT_TRUE(std::isnan(again.reward));
    state.propose();
    EXPECT_EQ(state.in_training(), 1);
    EXPECT_TRUE(agent.learned.empty());
    state.learn(0, 0.4);
    EXPECT_EQ(agent.learned, (std::vector<double>{0.4, 0.4, 0.4}));
    EXPECT_EQ(agent.remembered.size(), 1U);
    EXPECT_EQ(agent.replay_words.size(), 1U);
}

TEST(SearchState, LowersEpsilonByUniqueNetworksOnly) {
    const Mdp mdp = small_mdp();
    ScriptedAgent agent(mdp, {plain, plain, plain, deep, "[GAP(10)]"});
    SearchState state(mdp, agent, {.epsilon = {{1.0, 1}, {0.5, 1}, {0.1, 1}}});
    std::vector<double> in_rows;
    for (int i = 0; i < 5; ++i) in_rows.push_back(state.propose().epsilon);
    EXPECT_EQ(in_rows, (std::vector<double>{1.0, 0.5, 0.5, 0.5, 0.1}));
    EXPECT_EQ(agent.epsilons, in_rows);
    EXPECT_EQ(state.epsilon(), 0.1);
}

TEST(SearchState, GivesEachStepItsOwnRandomNumbers) {
    const Mdp mdp = small_mdp();
    SensitiveAgent agent(mdp);
    SearchState state(mdp, agent, {.seed = 3});
    for (std::uint64_t step = 0; step < 20; ++step) {
        SensitiveAgent fresh(mdp);  // nothing is learned: the past of both is empty
        Rng random(derive_seed(3, Stream::proposal, step));
        const Episode expected = fresh.propose(1.0, random);
        EXPECT_EQ(state.propose().architecture, to_text(mdp.architecture(expected)));
    }
}

TEST(SearchState, RejectsAResultTwiceAndOfNoTrial) {
    const Mdp mdp = small_mdp();
    ScriptedAgent agent(mdp, {plain});
    SearchState state(mdp, agent, {});
    state.propose();
    EXPECT_THROW(state.learn(1, 0.5), LogicError);
    state.learn(0, 0.5);
    EXPECT_THROW(state.learn(0, 0.5), LogicError);
}

TEST(SearchState, RejectsARowThatDoesNotFollow) {
    const Mdp mdp = small_mdp();
    const EpisodeRow good{0, 0, 1.0, "RR", Novelty::fresh, NAN, deep};
    const auto rejects = [&](EpisodeRow row) {
        ScriptedAgent agent(mdp, {plain});
        SearchState state(mdp, agent, {});
        EXPECT_THROW(state.restore(row, true), ConfigError);
    };
    EpisodeRow row = good;
    row.step = 1;
    rejects(row);
    row = good;
    row.trial = 1;
    rejects(row);
    row = good;
    row.novelty = Novelty::known;
    rejects(row);
    row = good;
    row.novelty = Novelty::in_flight;
    rejects(row);
    row = good;
    row.choices = "R";
    rejects(row);
    row = good;
    row.choices = "RX";
    rejects(row);
    row = good;
    row.architecture = "[C(9,3,1), SM(10)]";
    rejects(row);
    row = good;
    row.architecture = "damaged";
    rejects(row);
    ScriptedAgent agent(mdp, {plain});
    SearchState state(mdp, agent, {});
    state.restore(good, true);
    EXPECT_EQ(state.steps(), 1);
}

// A thousand proposals and results in a random order, and the state again from its rows.
struct History {
    struct Result {
        TrialId trial;
        double reward;
    };
    std::vector<std::variant<EpisodeRow, Result>> rows;
};

History live_run(const Mdp& mdp, SearchState& state) {
    History history;
    Rng random(4);
    std::vector<TrialId> open;
    for (int i = 0; i < 1000; ++i) {
        if (open.empty() || random.below(2) == 0) {
            const EpisodeRow row = state.propose();
            if (row.novelty == Novelty::fresh) open.push_back(row.trial);
            history.rows.emplace_back(row);
        } else {
            const auto chosen = static_cast<std::ptrdiff_t>(random.below(open.size()));
            const History::Result result{open[static_cast<std::size_t>(chosen)], random.unit()};
            open.erase(open.begin() + chosen);
            state.learn(result.trial, result.reward);
            history.rows.emplace_back(result);
        }
    }
    EXPECT_GT(state.networks().size(), 20);
    EXPECT_LT(static_cast<double>(state.networks().size()), mdp.path_count() + 1);
    return history;
}

void restore(SearchState& state, const History& history, std::size_t from, std::size_t to,
             bool learn) {
    for (std::size_t i = from; i < to; ++i) {
        if (const auto* row = std::get_if<EpisodeRow>(&history.rows[i])) {
            state.restore(*row, learn);
        } else {
            const auto& result = std::get<History::Result>(history.rows[i]);
            state.restore_result(result.trial, result.reward, learn);
        }
    }
}

TEST(SearchState, IsTheSameAgainFromItsRows) {
    const Mdp mdp = small_mdp();
    SensitiveAgent live_agent(mdp);
    SearchState live(mdp, live_agent, {.seed = 6});
    const History history = live_run(mdp, live);

    SensitiveAgent agent(mdp);
    SearchState again(mdp, agent, {.seed = 6});
    restore(again, history, 0, history.rows.size(), true);
    EXPECT_EQ(again.q_values(), live.q_values());
    EXPECT_EQ(again.steps(), live.steps());
    EXPECT_EQ(again.results(), live.results());
    EXPECT_EQ(again.in_training(), live.in_training());
    EXPECT_EQ(again.epsilon(), live.epsilon());
    EXPECT_EQ(again.propose().architecture, live.propose().architecture);
}

TEST(SearchState, IsTheSameAgainFromACheckpointAndTheRowsAfterIt) {
    const Mdp mdp = small_mdp();
    SensitiveAgent live_agent(mdp);
    SearchState live(mdp, live_agent, {.seed = 6});
    const History history = live_run(mdp, live);
    for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, std::size_t{333},
                                  std::size_t{999}, history.rows.size()}) {
        SensitiveAgent first_agent(mdp);
        SearchState first(mdp, first_agent, {.seed = 6});
        restore(first, history, 0, cut, true);

        SensitiveAgent agent(mdp);
        SearchState again(mdp, agent, {.seed = 6});
        restore(again, history, 0, cut, false);
        again.restore_q_values(first.q_values());
        restore(again, history, cut, history.rows.size(), true);
        EXPECT_EQ(again.q_values(), live.q_values()) << cut;
    }
}

}  // namespace
}  // namespace metaqnn
