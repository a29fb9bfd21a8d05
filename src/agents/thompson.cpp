// Posterior sampling; see thompson.hpp.
#include "agents/thompson.hpp"

#include <algorithm>
#include <utility>

#include "core/error.hpp"

namespace metaqnn {
namespace {

// The time of an estimate of variances grows with the third power of the results.
constexpr std::size_t most_for_variances = 200;

// The largest number up to `results` at which a model is made anew: 1, 2, 3, ... then 15 % more.
std::size_t last_fit(std::size_t results) {
    std::size_t fit = 1;
    for (std::size_t next = 1; next <= results; next += 1 + next * 3 / 20) fit = next;
    return fit;
}

}  // namespace

Thompson::Thompson(const Mdp& mdp, ThompsonSettings settings)
    : mdp_(mdp), settings_(settings), features_(mdp), known_(mdp) {
    require(settings.random_networks >= 1, "agent.random_networks must be at least 1");
    require(settings.exploration >= 0.0, "agent.exploration must be at least 0");
}

Episode Thompson::propose(double /*epsilon*/, RandomSource& random) {
    if (known_.all()) return mdp_.random_episode(random);
    if (std::cmp_less(rewards_.size(), settings_.random_networks)) {
        return known_.random_unknown(random);
    }
    const Eigen::VectorXd weights = model().posterior.sample(settings_.exploration, random);
    const auto count = static_cast<std::size_t>(features_.count());
    return known_.best_unknown(features_.rewards({weights.data(), count}));
}

void Thompson::remember(const Episode& episode, double reward) {
    rows_.push_back(features_.row(episode));
    rewards_.push_back(reward);
}

std::optional<double> Thompson::estimate(const Episode& episode) {
    if (rewards_.empty()) return std::nullopt;
    Model& now = model();
    if (!now.mean) now.mean = now.posterior.mean();
    return now.scores.reward(predict(*now.mean, features_.row(episode)));
}

Thompson::Model Thompson::fit(std::size_t results) const {
    const std::span<const FeatureRow> rows(rows_.data(), results);
    const RewardScores scores({rewards_.data(), results});
    std::vector<double> targets;
    for (const double reward : std::span(rewards_).first(results)) {
        targets.push_back(scores.score(reward));
    }
    std::vector<FeatureRow> some_rows;
    std::vector<double> some_targets;
    const std::size_t some = std::min(results, most_for_variances);
    for (std::size_t i = 0; i < some; ++i) {
        some_rows.push_back(rows[i * results / some]);
        some_targets.push_back(targets[i * results / some]);
    }
    LinearPosterior posterior(features_.groups(),
                              estimate_variances(features_.groups(), some_rows, some_targets));
    posterior.learn(rows, targets);
    return {results, scores, std::move(posterior), results, std::nullopt};
}

Thompson::Model& Thompson::model() {
    const std::size_t results = last_fit(rewards_.size());
    if (!model_ || model_->results != results) model_ = fit(results);
    for (; model_->learned < rewards_.size(); ++model_->learned) {
        const std::size_t next = model_->learned;
        model_->posterior.learn(rows_[next], model_->scores.score(rewards_[next]));
        model_->mean.reset();
    }
    return *model_;
}

}  // namespace metaqnn
