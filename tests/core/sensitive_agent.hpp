// Agents for tests of the search: one that no change of order escapes, one that never moves.
#pragma once

#include <bit>
#include <utility>
#include <vector>

#include "core/agent.hpp"

namespace metaqnn {

/// Every proposal depends on everything learned so far and on its order.
class SensitiveAgent final : public Agent {
  public:
    explicit SensitiveAgent(const Mdp& mdp) : mdp_(mdp) {}

    Episode propose(double epsilon, RandomSource& random) override {
        Rng walk(random.next() ^ past_);
        Episode episode = mdp_.random_episode(walk);
        for (Step& step : episode.steps) {
            step.choice = walk.unit() < epsilon ? Choice::random : Choice::greedy;
        }
        return episode;
    }
    void remember(const Episode& episode, double reward) override {
        memory_.push_back(digest(episode, reward));
    }
    void learn(const Episode& episode, double reward) override { absorb(digest(episode, reward)); }
    void replay(RandomSource& random) override { absorb(memory_[random.below(memory_.size())]); }
    /// The past in two halves, since a double holds 53 bits.
    std::vector<QValue> q_values() const override {
        return {{0, static_cast<double>(past_ >> 32U)},
                {1, static_cast<double>(past_ & 0xffffffffU)}};
    }
    void restore(std::span<const QValue> values) override {
        past_ = (static_cast<std::uint64_t>(values[0].value) << 32U) |
                static_cast<std::uint64_t>(values[1].value);
    }

  private:
    std::uint64_t digest(const Episode& episode, double reward) const {
        return stable_hash(to_text(mdp_.architecture(episode))) ^
               std::bit_cast<std::uint64_t>(reward);
    }
    void absorb(std::uint64_t value) { past_ = derive_seed(past_, Stream::proposal, value); }

    const Mdp& mdp_;
    std::uint64_t past_ = 0;
    std::vector<std::uint64_t> memory_;
};

/// Proposes the networks of a list in turn, the last one for ever; counts what it is told.
class ScriptedAgent final : public Agent {
  public:
    ScriptedAgent(const Mdp& mdp, const std::vector<const char*>& networks) {
        for (const char* network : networks) {
            episodes_.push_back(mdp.episode(parse_architecture(network)));
        }
    }

    Episode propose(double epsilon, RandomSource&) override {
        epsilons.push_back(epsilon);
        const std::size_t last = episodes_.size() - 1;
        return episodes_[proposed_ < last ? proposed_++ : last];
    }
    void await(const Episode& episode) override { awaited.push_back(episode); }
    void remember(const Episode&, double reward) override { remembered.push_back(reward); }
    void learn(const Episode&, double reward) override { learned.push_back(reward); }
    void replay(RandomSource& random) override { replay_words.push_back(random.next()); }
    std::vector<QValue> q_values() const override { return {}; }
    void restore(std::span<const QValue>) override {}

    std::vector<double> epsilons;
    std::vector<Episode> awaited;
    std::vector<double> remembered;
    std::vector<double> learned;
    std::vector<std::uint64_t> replay_words;

  private:
    std::vector<Episode> episodes_;
    std::size_t proposed_ = 0;
};

}  // namespace metaqnn
