// A whole search as text: every choice and every Q value that changed, against tests/golden.
//
// METAQNN_UPDATE_GOLDEN=1 writes the file anew; tests/golden/check_trace.py recomputes it.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "agents/q_learning.hpp"
#include "core/search_state.hpp"

namespace metaqnn {
namespace {

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.12g", value);
    return text;
}

// Keeps the words drawn from another source.
class RecordingRandom final : public RandomSource {
  public:
    explicit RecordingRandom(RandomSource& source) : source_(source) {}
    std::uint64_t next() override { return words.emplace_back(source_.next()); }
    std::vector<std::uint64_t> words;

  private:
    RandomSource& source_;
};

// Writes down what an agent is told and how its values change.
class TracingAgent final : public Agent {
  public:
    TracingAgent(const Mdp& mdp, Agent& agent) : mdp_(mdp), agent_(agent) {}

    // What was written since the last call.
    std::string take() { return std::exchange(out_, std::ostringstream{}).str(); }

    Episode propose(double epsilon, RandomSource& random) override {
        return agent_.propose(epsilon, random);
    }
    void remember(const Episode& episode, double reward) override {
        memory_.push_back(to_text(mdp_.architecture(episode)));
        agent_.remember(episode, reward);
    }
    void learn(const Episode& episode, double reward) override {
        const auto before = values();
        agent_.learn(episode, reward);
        out_ << "  learn " << number(reward) << " " << to_text(mdp_.architecture(episode)) << "\n";
        write_changes(before);
    }
    void replay(RandomSource& random) override {
        const auto before = values();
        RecordingRandom recording(random);
        agent_.replay(recording);
        for (const std::uint64_t word : recording.words) {
            out_ << "  replay " << memory_[word % memory_.size()] << "\n";
        }
        write_changes(before);
    }
    std::vector<QValue> q_values() const override { return agent_.q_values(); }
    void restore(std::span<const QValue> values) override { agent_.restore(values); }

  private:
    std::map<SlotId, double> values() const {
        std::map<SlotId, double> values;
        for (const QValue& q : agent_.q_values()) values[q.slot] = q.value;
        return values;
    }
    void write_changes(const std::map<SlotId, double>& before) {
        for (const auto& [slot, value] : values()) {
            const auto old = before.find(slot);
            const double old_value =
                old == before.end() ? QLearningSettings{}.initial_q : old->second;
            if (value == old_value) continue;
            const StateAction& pair = mdp_.pair(slot);
            out_ << "    Q " << to_text(pair.state) << " " << to_text(pair.action) << " "
                 << number(old_value) << " -> " << number(value) << "\n";
        }
    }

    const Mdp& mdp_;
    Agent& agent_;
    std::ostringstream out_;
    std::vector<std::string> memory_;
};

void write_episode(const Mdp& mdp, const EpisodeRow& row, std::ostream& out) {
    out << "step " << row.step << " epsilon " << number(row.epsilon) << " trial " << row.trial
        << " " << to_text(row.novelty) << "\n";
    const Episode episode = mdp.episode(parse_architecture(row.architecture));
    for (std::size_t i = 0; i < episode.steps.size(); ++i) {
        const Step& step = episode.steps[i];
        out << "  choice " << to_text(mdp.state(step.node)) << " " << row.choices[i] << " "
            << to_text(mdp.action(mdp.edges(step.node)[static_cast<std::size_t>(step.edge)]))
            << "\n";
    }
}

// Thirty steps, at most two networks in training; the older result comes first.
std::string trace() {
    SearchSpace space;
    space.max_depth = 3;
    space.min_depth = 1;
    space.filters = {8};
    space.fields = {1, 3};
    space.pools = {{2, 2}};
    space.units = {32, 16};
    space.fully_connected_max_side = 3;
    const Mdp mdp(space, {1, 5}, 10);
    const QLearningSettings learning{.alpha = 0.1, .gamma = 1.0, .replay_updates = 2};
    QLearning q_learning(mdp, learning);
    std::ostringstream out;
    out << "settings alpha 0.1 gamma 1 initial_q 0.5 replay_updates 2\n"
           "space min_depth 1 max_depth 3 side 5 C(8,1,1) C(8,3,1) P(2,2) FC(32) FC(16) GAP(10) "
           "SM(10)\n";
    TracingAgent agent(mdp, q_learning);
    SearchState state(mdp, agent, {.seed = 2017, .epsilon = {{1.0, 5}, {0.5, 4}, {0.1, 1}}});
    while (state.steps() < 30) {
        const EpisodeRow row = state.propose();
        write_episode(mdp, row, out);
        out << agent.take();
        const bool wait = row.novelty == Novelty::in_flight || state.in_training() == 2;
        if (!wait) continue;
        const TrialId trial = state.results();
        const std::string network = to_text(state.trial(trial).architecture);
        const double reward = static_cast<double>(stable_hash(network) % 90 + 10) / 100.0;
        out << "result trial " << trial << " reward " << number(reward) << "\n";
        state.learn(trial, reward);
        out << agent.take();
    }
    return out.str();
}

std::vector<std::string> lines_of(std::istream& in) {
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

TEST(GoldenTrace, OfThirtyStepsOfQLearningIsTheStoredOne) {
    const std::string path = METAQNN_SOURCE_DIR "/tests/golden/q_learning.txt";
    const std::string text = trace();
    if (std::getenv("METAQNN_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << text;
    std::ifstream stored(path);
    ASSERT_TRUE(stored) << path;
    std::istringstream made(text);
    const std::vector<std::string> expected = lines_of(stored);
    const std::vector<std::string> actual = lines_of(made);
    for (std::size_t i = 0; i < std::min(expected.size(), actual.size()); ++i) {
        ASSERT_EQ(actual[i], expected[i]) << "first difference: line " << i + 1 << " of " << path;
    }
    ASSERT_EQ(actual.size(), expected.size());
}

}  // namespace
}  // namespace metaqnn
