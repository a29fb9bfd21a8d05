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
class SearchState {
  public:
    /// mdp and agent outlive the state; the agent has seen nothing yet.
    SearchState(const Mdp& mdp, Agent& agent, SearchSettings settings);

    /// Samples the next episode and takes it in: a fresh network gets the next trial id, a known
    /// one's result is learned again, one in training is noted to be learned once more.
    EpisodeRow propose();
    /// Learns the result of a trial in training: once, and once for every time it was sampled
    /// meanwhile (released code); then one replay.
    /// @throws LogicError if the trial is not in training
    void learn(TrialId trial, double reward);

    /// As propose(), from a row of the journal instead of the agent, without learning from it.
    /// With learn = false, the agent's values are taken to include it (a checkpoint's).
    /// @throws ConfigError if the row does not follow from what was restored before it
    void restore(const EpisodeRow& row, bool learn);
    /// As learn(), but with learn = false the agent only remembers.
    void restore_result(TrialId trial, double reward, bool learn);

    /// Trial of a fresh proposal, ready for a pool.
    Trial trial(TrialId id) const;
    const ReplayBuffer& networks() const { return networks_; }
    double epsilon() const { return schedule_.at(networks_.size()); }
    std::int64_t steps() const { return steps_; }  ///< episodes sampled
    std::int64_t in_training() const { return networks_.size() - results_; }
    std::int64_t results() const { return results_; }  ///< results learned
    std::vector<QValue> q_values() const { return agent_.q_values(); }
    void restore_q_values(std::span<const QValue> values) { agent_.restore(values); }

  private:
    EpisodeRow take_in(Episode episode, std::string architecture, double epsilon, bool learn);

    const Mdp& mdp_;
    Agent& agent_;
    SearchSettings settings_;
    EpsilonSchedule schedule_;
    ReplayBuffer networks_;
    std::int64_t steps_ = 0;
    std::int64_t results_ = 0;
};

}  // namespace metaqnn
