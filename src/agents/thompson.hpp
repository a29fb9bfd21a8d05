// Posterior sampling with a linear model over the transitions of the Mdp.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "agents/known_networks.hpp"
#include "agents/linear_posterior.hpp"
#include "agents/reward_scores.hpp"
#include "agents/transition_features.hpp"
#include "core/agent.hpp"

namespace metaqnn {

struct ThompsonSettings {
    int random_networks = 5;   ///< results of random networks before the model is asked, at least
                               ///< 1; one more for each further number of layers of the space
    double exploration = 0.4;  ///< spread of a sample, as a part of the posterior's; at least 0
    bool operator==(const ThompsonSettings&) const = default;
};

/// For each proposal draws the weights of a Bayesian linear model from their posterior and takes
/// the best unknown network under them, found exactly by dynamic programming over the Mdp:
/// posterior sampling (Thompson 1933; Osband, Russo, Van Roy 2013). Many proposals without a
/// result between them differ by their draws.
///
/// Departures: the unknowns are weights shared by transitions, not one reward each; rewards are
/// replaced by scores of their ranks; the sample is drawn with less spread than the posterior has.
/// In a space with several numbers of layers the sum over more of them is greater by chance alone,
/// so the best network would nearly always be as deep as the space allows: the number is drawn
/// first, from those of the ten best results (of an earlier search until there are ten own ones),
/// give or take one; another is taken only if all networks of that one are known.
///
/// The model is a function of the results in their order alone: scores and variances are made anew
/// from all results each time that these have grown by 15 %, and taken as they are between.
class Thompson final : public Agent {
  public:
    /// mdp outlives the agent.
    /// @throws ConfigError if a setting is out of range, or see TransitionFeatures
    Thompson(const Mdp& mdp, ThompsonSettings settings);

    /// Scores the results among themselves, so that images with other accuracies can teach, and
    /// gives each `weight` of the weight of an own one.
    bool begin_with(std::span<const EarlierResult> results, double weight) override;
    /// An unknown network, unless all are known. Epsilon is not used.
    Episode propose(double epsilon, RandomSource& random) override;
    void await(const Episode& episode) override { known_.add(episode); }
    void remember(const Episode& episode, double reward) override;
    std::optional<double> estimate(const Episode& episode) override;

  private:
    // The numbers of layers of the best results, best first.
    class BestLengths {
      public:
        void add(double reward, int length);
        bool empty() const { return best_.empty(); }
        /// There are ten.
        bool full() const;
        /// One of them, give or take one.
        int draw(RandomSource& random) const;

      private:
        std::vector<std::pair<double, int>> best_;
    };

    // What was made of the first `results` results; the posterior follows those after them.
    struct Model {
        std::size_t results;
        RewardScores scores;
        LinearPosterior posterior;
        std::size_t learned;
        std::optional<LinearPosterior::Weights> mean;  // once asked for
    };

    Model fit(std::size_t results) const;
    Model& model();
    bool knows_too_little() const;
    void prefer_drawn_length(std::vector<double>& rewards, RandomSource& random) const;

    const Mdp& mdp_;
    ThompsonSettings settings_;
    TransitionFeatures features_;
    KnownNetworks known_;
    std::vector<int> length_at_end_;  // of the network that a slot terminates; 0: it does not
    int lengths_ = 0;                 // numbers of layers that networks can have
    BestLengths best_lengths_;
    BestLengths earlier_best_lengths_;
    std::vector<FeatureRow> earlier_rows_;
    std::vector<double> earlier_rewards_;
    double earlier_weight_ = 0.0;
    std::vector<FeatureRow> rows_;
    std::vector<double> rewards_;
    std::optional<Model> model_;
};

}  // namespace metaqnn
