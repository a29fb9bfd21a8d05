// The state of a search as a pure function of its settings and of the events applied to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/agent.hpp"
#include "core/epsilon_schedule.hpp"
#include "core/journal.hpp"
#include "core/mdp.hpp"
#include "core/replay_buffer.hpp"
#include "core/trial_source.hpp"

namespace metaqnn {

/// What a search is, besides its space and agent.
struct SearchSettings {
    std::uint64_t seed = 1;
    std::vector<EpsilonStage> epsilon = EpsilonSchedule::paper();
    bool replay_known = true;  ///< a known network's result is presented again (P Sec. 4.3)
};

/// Proposals and results in the order applied: equal orders give equal states, bit for bit.
///
/// The random numbers of the n-th proposal and of the n-th result come from seeds of their own
/// (derive_seed), so there is no generator to save. Epsilon goes by the number of unique networks
/// proposed, so that each stage has exactly its number of networks with any number of workers
/// (the paper trains one at a time, where it is the number trained).
class SearchState final : public TrialSource {
  public:
    /// mdp and agent outlive the state; the agent has seen nothing yet.
    SearchState(const Mdp& mdp, Agent& agent, SearchSettings settings);

    /// Samples the next episode: a known network's result is learned again, one in training is
    /// noted to be learned once more.
    EpisodeRow propose() override;
    /// Learned once, and once for every time it was sampled meanwhile (released code); then one
    /// replay.
    void learn(TrialId trial, double reward) override;
    void restore(const EpisodeRow& row, bool learn) override;
    void restore_result(TrialId trial, double reward, bool learn) override;

    Trial trial(TrialId id) const override;
    std::int64_t trials() const override { return networks_.size(); }
    bool has_result(TrialId trial) const override { return networks_.reward(trial).has_value(); }
    std::int64_t results() const override { return results_; }
    std::int64_t steps() const override { return steps_; }
    double epsilon() const override { return schedule_.at(networks_.size()); }
    std::vector<QValue> q_values() const override { return agent_.q_values(); }
    void restore_q_values(std::span<const QValue> values) override { agent_.restore(values); }
    const ReplayBuffer& networks() const { return networks_; }

  private:
    EpisodeRow take_in(const Episode& episode, std::string architecture, double epsilon,
                       bool learn);

    const Mdp& mdp_;
    Agent& agent_;
    SearchSettings settings_;
    EpsilonSchedule schedule_;
    ReplayBuffer networks_;
    std::int64_t steps_ = 0;
    std::int64_t results_ = 0;
};

}  // namespace metaqnn
