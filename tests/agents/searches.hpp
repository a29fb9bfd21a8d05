// Searches that every agent which never repeats a network must pass.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/agent.hpp"
#include "core/search_state.hpp"

namespace metaqnn {

/// 0.1 for each layer of 32 filters.
inline double reward_of_wide_layers(const Mdp& mdp, const Episode& episode) {
    double reward = 0.0;
    for (const Layer& layer : mdp.architecture(episode).layers) {
        if (const auto* wide = std::get_if<Convolution>(&layer)) {
            reward += wide->filters == 32 ? 0.1 : 0.0;
        }
    }
    return reward;
}

/// Asks for all networks of a space, eight at a time, then for one more.
inline void expect_each_network_once(const Mdp& mdp, Agent& agent) {
    SearchState state(mdp, agent, {.seed = 9});
    const auto networks = static_cast<TrialId>(mdp.path_count());
    while (state.trials() < networks) {
        const EpisodeRow row = state.propose();
        ASSERT_EQ(row.novelty, Novelty::fresh) << row.step;
        if (state.in_training() < 8) continue;
        const TrialId oldest = state.results();
        state.learn(oldest, reward_of_wide_layers(mdp, state.networks().episode(oldest)));
    }
    EXPECT_NE(state.propose().novelty, Novelty::fresh);
}

/// What a search did: proposals and results in their order.
struct Deed {
    EpisodeRow proposed;
    TrialId learned = -1;
    double reward = 0.0;
};

/// Goes on with a search, up to five outstanding, results in an order of their own.
inline void go_on(SearchState& state, std::vector<Deed>& deeds, std::size_t until) {
    while (deeds.size() < until) {
        if (state.in_training() < 5) {
            deeds.push_back({state.propose(), -1, 0.0});
            continue;
        }
        const auto turn = stable_hash(std::to_string(deeds.size())) % 5;
        TrialId trial = -1;
        for (std::uint64_t seen = 0; seen <= turn;) {
            if (!state.has_result(++trial)) ++seen;
        }
        const std::string network = to_text(state.trial(trial).architecture);
        const double reward = static_cast<double>(stable_hash(network) % 90 + 10) / 100.0;
        state.learn(trial, reward);
        deeds.push_back({{}, trial, reward});
    }
}

/// Stops a search at several places and goes on from what it did, with the agent's values of a
/// checkpoint and without: the same search to the end.
inline void expect_same_after_restore(const Mdp& mdp,
                                      const std::function<std::unique_ptr<Agent>()>& make) {
    const SearchSettings settings{.seed = 5, .epsilon = {{1.0, 10}, {0.3, 20}, {0.1, 1}}};
    std::vector<Deed> whole;
    const auto agent = make();
    SearchState state(mdp, *agent, settings);
    go_on(state, whole, 150);
    for (const std::size_t stop : {1, 9, 40, 97}) {
        std::vector<Deed> deeds;
        const auto before = make();
        SearchState stopped(mdp, *before, settings);
        go_on(stopped, deeds, stop);
        for (const bool checkpoint : {false, true}) {
            const auto after = make();
            SearchState restored(mdp, *after, settings);
            for (const Deed& deed : deeds) {
                if (deed.learned < 0) {
                    restored.restore(deed.proposed, !checkpoint);
                } else {
                    restored.restore_result(deed.learned, deed.reward, !checkpoint);
                }
            }
            if (checkpoint) restored.restore_q_values(stopped.q_values());
            std::vector<Deed> resumed = deeds;
            go_on(restored, resumed, whole.size());
            for (std::size_t i = 0; i < whole.size(); ++i) {
                ASSERT_EQ(resumed[i].proposed.architecture, whole[i].proposed.architecture)
                    << "stopped at " << stop << ", first difference at " << i;
                ASSERT_EQ(resumed[i].proposed.choices, whole[i].proposed.choices) << i;
            }
            ASSERT_EQ(restored.q_values(), state.q_values());
        }
    }
}

}  // namespace metaqnn
