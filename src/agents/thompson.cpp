// Posterior sampling; see thompson.hpp.
#include "agents/thompson.hpp"

#include <algorithm>
#include <utility>

#include "core/error.hpp"

namespace metaqnn {
namespace {

// The time of an estimate of variances grows with the third power of the results.
constexpr std::size_t most_for_variances = 200;

// The largest number up to `results` at which a model is made anew: 0, 1, 2, 3, ... then 15 % more.
std::size_t last_fit(std::size_t results) {
    std::size_t fit = 0;
    for (std::size_t next = 1; next <= results; next += 1 + next * 3 / 20) fit = next;
    return fit;
}

std::vector<double> scores_of(std::span<const double> rewards, const RewardScores& scores) {
    std::vector<double> result;
    for (const double reward : rewards) result.push_back(scores.score(reward));
    return result;
}

}  // namespace

Thompson::Thompson(const Mdp& mdp, ThompsonSettings settings)
    : mdp_(mdp), settings_(settings), features_(mdp), known_(mdp) {
    require(settings.random_networks >= 1, "agent.random_networks must be at least 1");
    require(settings.exploration >= 0.0, "agent.exploration must be at least 0");
}

bool Thompson::begin_with(std::span<const EarlierResult> results, double weight) {
    for (const EarlierResult& result : results) {
        earlier_rows_.push_back(features_.row(result.episode));
        earlier_rewards_.push_back(result.reward);
    }
    earlier_weight_ = weight;
    return true;
}

Episode Thompson::propose(double /*epsilon*/, RandomSource& random) {
    if (known_.all()) return mdp_.random_episode(random);
    const bool knows_nothing = std::cmp_less(rewards_.size(), settings_.random_networks);
    if (knows_nothing && earlier_rows_.empty()) {
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
    if (rewards_.empty() && earlier_rewards_.empty()) return std::nullopt;
    Model& now = model();
    if (!now.mean) now.mean = now.posterior.mean();
    return now.scores.reward(predict(*now.mean, features_.row(episode)));
}

Thompson::Model Thompson::fit(std::size_t results) const {
    const std::span<const FeatureRow> rows(rows_.data(), results);
    const std::span<const double> rewards(rewards_.data(), results);
    const RewardScores scores(results > 0 ? rewards : std::span(earlier_rewards_));
    const std::vector<double> targets = scores_of(rewards, scores);
    std::vector<double> earlier_targets;
    if (!earlier_rewards_.empty()) {
        earlier_targets = scores_of(earlier_rewards_, RewardScores(earlier_rewards_));
    }
    std::vector<FeatureRow> some_rows;
    std::vector<double> some_targets;
    const std::size_t all = results + earlier_rows_.size();
    const std::size_t some = std::min(all, most_for_variances);
    for (std::size_t i = 0; i < some; ++i) {
        const std::size_t at = i * all / some;
        some_rows.push_back(at < results ? rows[at] : earlier_rows_[at - results]);
        some_targets.push_back(at < results ? targets[at] : earlier_targets[at - results]);
    }
    LinearPosterior posterior(features_.groups(),
                              estimate_variances(features_.groups(), some_rows, some_targets));
    if (!earlier_rows_.empty()) posterior.learn(earlier_rows_, earlier_targets, earlier_weight_);
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
