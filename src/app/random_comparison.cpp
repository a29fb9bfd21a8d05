// Gathers random networks and says what they show; see random_comparison.hpp.
#include "app/random_comparison.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <unordered_set>
#include <utility>
#include <vector>

#include "app/table.hpp"
#include "core/error.hpp"

namespace metaqnn {
namespace {

constexpr std::size_t fewest_random = 10;
constexpr double significance = 0.05;

RandomTraining training_of(const TrialRow& row) {
    const bool ok = row.evaluation.status == Status::ok;
    return {ok ? row.evaluation.accuracy : row.reward, row.evaluation.seconds};
}

// Trials whose network was chosen at random altogether, as random search would have.
std::unordered_set<TrialId> random_trials(const JournalContent& journal, const RunConfig& config) {
    std::unordered_set<TrialId> trials;
    for (const EpisodeRow& row : journal.episodes) {
        // Under a smaller epsilon some are random throughout by chance, short ones above all.
        const bool meant = row.epsilon == 1.0 || !follows_epsilon(config);
        const bool random = row.choices.find_first_not_of('R') == std::string::npos;
        if (row.novelty == Novelty::fresh && meant && random) trials.insert(row.trial);
    }
    return trials;
}

std::vector<RandomTraining> random_trainings(const JournalContent& journal,
                                             const RunConfig& config) {
    const bool all = config.agent.kind == AgentKind::random;
    const std::unordered_set<TrialId> chosen = random_trials(journal, config);
    std::vector<RandomTraining> trainings;
    for (const TrialRow& row : journal.trials) {
        if (all || chosen.contains(row.evaluation.trial)) trainings.push_back(training_of(row));
    }
    return trainings;
}

// Mean and its standard error.
Spread mean_of(const std::vector<double>& values) {
    Spread result;
    const auto count = static_cast<double>(values.size());
    for (const double value : values) result.mean += value / count;
    double squares = 0.0;
    for (const double value : values) squares += (value - result.mean) * (value - result.mean);
    if (values.size() > 1) result.deviation = std::sqrt(squares / (count - 1.0) / count);
    return result;
}

Spread mean_of_last(const JournalContent& journal, std::size_t count) {
    std::vector<double> rewards;
    for (std::size_t i = journal.trials.size() - count; i < journal.trials.size(); ++i) {
        rewards.push_back(training_of(journal.trials[i]).accuracy);
    }
    return mean_of(rewards);
}

double best_of(const JournalContent& journal) {
    double best = 0.0;
    for (const TrialRow& row : journal.trials) {
        if (row.evaluation.status == Status::ok) best = std::max(best, row.evaluation.accuracy);
    }
    return best;
}

// Trainings and their seconds until one has the accuracy.
std::pair<std::int64_t, double> until(const JournalContent& journal, double accuracy) {
    std::int64_t count = 0;
    double seconds = 0.0;
    for (const TrialRow& row : journal.trials) {
        ++count;
        seconds += row.evaluation.seconds;
        if (row.evaluation.status == Status::ok && row.evaluation.accuracy >= accuracy) break;
    }
    return {count, seconds};
}

std::string with_range(const RandomBest& best) {
    return percent(best.mean) + " (" + percent(best.low) + " to " + percent(best.high) + ")";
}

std::string with_error(const Spread& mean) {
    return percent(mean.mean) + " +- " + percent(mean.deviation);
}

std::string verdict(const RandomComparison& c) {
    std::string worse;
    const auto add = [&](const RandomBest& random, const char* effort) {
        if (random.as_good <= significance) return;
        worse += (worse.empty() ? "" : ", and ") + ("with as many " + std::string(effort)) +
                 " (there random search is as good or better in " + percent(random.as_good) +
                 " of all cases)";
    };
    add(c.as_many, "trainings");
    if (c.as_long) add(*c.as_long, "seconds");
    if (worse.empty() && c.random < c.trainings) {
        return "The best network is better than what these random networks let expect, but they "
               "are fewer than the search has trainings, so random search may be better than "
               "shown: a run with agent.kind = \"random\", given as --baseline, would tell.\n";
    }
    if (worse.empty()) return "The best network is better than what random search finds.\n";
    return "The best network is no better than what random search finds " + worse + ".\n";
}

// A table is the same wherever it lies. Images are told by their place: what their content tells
// of depends on the seed of the split, too.
bool same_data(const RunConfig& run, std::uint64_t content, const Baseline& baseline) {
    if (run.data.kind != DataKind::table || content == 0 || baseline.content == 0) {
        return run.data == baseline.config.data;
    }
    return baseline.config.data.kind == DataKind::table && content == baseline.content;
}

}  // namespace

void check_alike(const RunConfig& run, std::uint64_t content, const Baseline& baseline) {
    const std::string name = "the baseline " + baseline.run;
    require(same_data(run, content, baseline),
            name + (run.data.kind == DataKind::table ? " has another table" : " has other images") +
                " ([data] differs); give a run on the same");
    TrainingRecipe recipe = baseline.config.training;
    recipe.trial_seconds = run.training.trial_seconds;
    require(recipe == run.training,
            name + " was trained otherwise ([training] differs); give a run with the same recipe");
    SearchSpace space = baseline.config.space;
    space.state = run.space.state;  // tells agents apart, not networks
    Limits limits = baseline.config.search.limits;
    limits.time = run.search.limits.time;
    require(space == run.space && limits == run.search.limits,
            name +
                " chose among other networks ([space] or [limits] differ); give a run with the "
                "same ones");
}

std::optional<RandomComparison> compare_with_random(const JournalContent& journal,
                                                    const RunConfig& config,
                                                    const std::optional<Baseline>& baseline) {
    const std::vector<RandomTraining> random =
        baseline ? random_trainings(baseline->journal, baseline->config)
                 : random_trainings(journal, config);
    if (random.size() < fewest_random || journal.trials.empty()) return std::nullopt;
    if (config.search.objective.kind != ObjectiveKind::accuracy) return std::nullopt;
    RandomComparison result;
    result.source = baseline ? baseline->run : "";
    result.random = static_cast<std::int64_t>(random.size());
    result.trainings = static_cast<std::int64_t>(journal.trials.size());
    for (const TrialRow& row : journal.trials) {
        result.seconds += row.evaluation.seconds;
        result.best = std::max(result.best, training_of(row).accuracy);
    }
    result.as_many = random_best_of(random, result.trainings, result.best);
    if (result.seconds > 0.0) {
        result.as_long = random_best_within(random, result.seconds, result.best);
    }
    std::vector<double> rewards;
    rewards.reserve(random.size());
    for (const RandomTraining& training : random) rewards.push_back(training.accuracy);
    result.random_rewards = mean_of(rewards);
    const std::size_t quarter = (journal.trials.size() + 3) / 4;
    result.last_rewards = mean_of_last(journal, quarter);
    result.last_quarter = static_cast<std::int64_t>(quarter);
    return result;
}

std::optional<Reach> compare_reach(const JournalContent& journal, const Baseline& baseline) {
    Reach reach;
    reach.accuracy = std::min(best_of(journal), best_of(baseline.journal));
    if (reach.accuracy <= 0.0) return std::nullopt;
    std::tie(reach.here, reach.seconds_here) = until(journal, reach.accuracy);
    std::tie(reach.there, reach.seconds_there) = until(baseline.journal, reach.accuracy);
    return reach;
}

std::string reach_markdown(const Reach& reach, const std::string& baseline) {
    TextTable table({"until " + percent(reach.accuracy) + " was reached", "this search", baseline});
    table.add({"trainings", grouped(reach.here), grouped(reach.there)});
    table.add({"seconds of training", fixed(reach.seconds_here, 1), fixed(reach.seconds_there, 1)});
    return "\n## Against " + baseline + "\n\nTrainings until the accuracy that both reached:\n\n" +
           table.markdown();
}

nlohmann::ordered_json reach_json(const Reach& reach) {
    return {{"accuracy", reach.accuracy},
            {"trainings", reach.here},
            {"baseline_trainings", reach.there},
            {"seconds", reach.seconds_here},
            {"baseline_seconds", reach.seconds_there}};
}

std::string random_markdown(const RandomComparison& c, const std::string& accuracy) {
    TextTable table({accuracy, "random search", "this search"});
    table.add(
        {"best of " + grouped(c.trainings) + " trainings", with_range(c.as_many), percent(c.best)});
    if (c.as_long) {
        table.add({"best within " + seconds_text(c.seconds) + " of training",
                   with_range(*c.as_long), percent(c.best)});
    }
    table.add({"mean, of the last " + grouped(c.last_quarter) + " here",
               with_error(c.random_rewards), with_error(c.last_rewards)});
    const std::string whose =
        c.source.empty() ? "the " + grouped(c.random) + " networks that this search chose at random"
                         : grouped(c.random) + " random networks of " + c.source;
    return "\n## Against random search\n\n" + table.markdown() + "\n" + verdict(c) +
           "Ranges hold 90 % of random searches, made of " + whose + ".\n";
}

nlohmann::ordered_json random_json(const RandomComparison& c) {
    const auto best = [](const RandomBest& random) {
        return nlohmann::ordered_json{{"mean", random.mean},
                                      {"low", random.low},
                                      {"high", random.high},
                                      {"as_good", random.as_good}};
    };
    return {
        {"baseline", c.source},
        {"random_trainings", c.random},
        {"trainings", c.trainings},
        {"seconds", c.seconds},
        {"best", c.best},
        {"random_best_of_as_many", best(c.as_many)},
        {"random_best_of_as_long", c.as_long ? best(*c.as_long) : nlohmann::ordered_json(nullptr)},
        {"random_mean", c.random_rewards.mean},
        {"random_mean_error", c.random_rewards.deviation},
        {"last_quarter_mean", c.last_rewards.mean},
        {"last_quarter_mean_error", c.last_rewards.deviation}};
}

}  // namespace metaqnn
