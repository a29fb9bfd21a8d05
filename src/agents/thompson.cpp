// Posterior sampling; see thompson.hpp.
#include "agents/thompson.hpp"

#include <algorithm>
#include <set>
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

constexpr std::size_t most_best_lengths = 10;

// Beyond what all layers of a network can bring: scores have a variance of 1.
constexpr double reward_of_another_length = -1e6;

}  // namespace

void Thompson::BestLengths::add(double reward, int length) {
    const std::pair<double, int> entry(reward, length);
    const auto better = [](const auto& a, const auto& b) { return a.first > b.first; };
    best_.insert(std::upper_bound(best_.begin(), best_.end(), entry, better), entry);
    if (best_.size() > most_best_lengths) best_.pop_back();
}

bool Thompson::BestLengths::full() const { return best_.size() == most_best_lengths; }

int Thompson::BestLengths::draw(RandomSource& random) const {
    const int length = best_[random.below(best_.size())].second;
    return length + static_cast<int>(random.below(3)) - 1;
}

Thompson::Thompson(const Mdp& mdp, ThompsonSettings settings)
    : mdp_(mdp), settings_(settings), features_(mdp), known_(mdp) {
    require(settings.random_networks >= 1, "agent.random_networks must be at least 1");
    require(settings.exploration >= 0.0, "agent.exploration must be at least 0");
    std::set<int> lengths;
    for (SlotId slot = 0; slot < mdp.slot_count(); ++slot) {
        const StateAction& pair = mdp.pair(slot);
        const int length = is_termination(pair.action) ? pair.state.depth + 1 : 0;
        length_at_end_.push_back(length);
        if (length > 0) lengths.insert(length);
    }
    lengths_ = static_cast<int>(lengths.size());
}

bool Thompson::begin_with(std::span<const EarlierResult> results, double weight) {
    for (const EarlierResult& result : results) {
        earlier_rows_.push_back(features_.row(result.episode));
        earlier_rewards_.push_back(result.reward);
        earlier_best_lengths_.add(result.reward, static_cast<int>(result.episode.steps.size()));
    }
    earlier_weight_ = weight;
    return true;
}

Episode Thompson::propose(double /*epsilon*/, RandomSource& random) {
    if (known_.all()) return mdp_.random_episode(random);
    if (knows_too_little()) return known_.random_unknown(random);
    const Eigen::VectorXd weights = model().posterior.sample(settings_.exploration, random);
    const auto count = static_cast<std::size_t>(features_.count());
    std::vector<double> rewards = features_.rewards({weights.data(), count});
    if (lengths_ > 1) prefer_drawn_length(rewards, random);
    return known_.best_unknown(rewards);
}

bool Thompson::knows_too_little() const {
    return std::cmp_less(rewards_.size(), settings_.random_networks + lengths_ - 1) &&
           earlier_rows_.empty();
}

void Thompson::prefer_drawn_length(std::vector<double>& rewards, RandomSource& random) const {
    const bool own = best_lengths_.full() || earlier_best_lengths_.empty();
    const int drawn = (own ? best_lengths_ : earlier_best_lengths_).draw(random);
    for (std::size_t slot = 0; slot < rewards.size(); ++slot) {
        const int length = length_at_end_[slot];
        if (length > 0 && length != drawn) rewards[slot] += reward_of_another_length;
    }
}

void Thompson::remember(const Episode& episode, double reward) {
    rows_.push_back(features_.row(episode));
    rewards_.push_back(reward);
    best_lengths_.add(reward, static_cast<int>(episode.steps.size()));
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
