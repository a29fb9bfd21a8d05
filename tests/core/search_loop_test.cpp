// The event loop on scripted workers: what is trained, in which order it is learned, how it ends.
#include "core/search_loop.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/core/search_session.hpp"

namespace metaqnn {
namespace {

std::int64_t count(const JournalContent& journal, EventKind kind) {
    return std::count_if(journal.events.begin(), journal.events.end(),
                         [&](const EventRow& row) { return row.kind == kind; });
}

// How often a worker was given a trial, if each of `trials` was answered.
std::size_t expected_submits(const JournalContent& journal, std::int64_t trials = 40) {
    return static_cast<std::size_t>(trials + count(journal, EventKind::retried));
}

SearchSpace conv_only_space() {
    SearchSpace space = session_space();
    space.max_depth = 1;
    space.filters = {8};
    space.pools = {};
    space.units = {};
    space.global_average_pooling = false;
    return space;  // [SM], [C(8,1,1), SM], [C(8,3,1), SM]
}

class EitherOrder : public testing::TestWithParam<Order> {
  protected:
    SessionOptions options() const {
        SessionOptions options;
        options.loop.order = GetParam();
        return options;
    }
};

TEST_P(EitherOrder, TrainsAndLearnsEveryTrialOnce) {
    SearchSession session(options());
    EXPECT_EQ(session.run(), LoopEnd::finished);
    EXPECT_EQ(session.state.results(), 40);
    EXPECT_EQ(session.state.in_training(), 0);
    std::set<TrialId> trained;
    for (const TrialRow& row : session.journal.flushed().trials) {
        EXPECT_TRUE(trained.insert(row.evaluation.trial).second);
    }
    EXPECT_EQ(trained.size(), 40U);
    EXPECT_EQ(*trained.rbegin(), 39);
    EXPECT_EQ(session.pool.submitted.size(), expected_submits(session.journal.flushed()));
    EXPECT_EQ(session.observer.results.size(), 40U);
}

TEST_P(EitherOrder, NumbersEventsWithoutGapsAndEndsWithFinished) {
    SearchSession session(options());
    session.run();
    const JournalContent& journal = session.journal.flushed();
    for (std::size_t i = 0; i < journal.events.size(); ++i) {
        ASSERT_EQ(journal.events[i].sequence, static_cast<std::int64_t>(i));
        ASSERT_GE(journal.events[i].seconds, journal.events[i == 0 ? 0 : i - 1].seconds);
    }
    EXPECT_EQ(journal.events.front().kind, EventKind::started);
    EXPECT_EQ(journal.events.front().value, 3.0);
    EXPECT_EQ(journal.events.back().kind, EventKind::finished);
    EXPECT_EQ(count(journal, EventKind::worker_ready), 3);
    EXPECT_EQ(count(journal, EventKind::dispatched), 40 + count(journal, EventKind::retried));
    EXPECT_EQ(count(journal, EventKind::proposed), session.state.steps());
    EXPECT_EQ(count(journal, EventKind::learned) + count(journal, EventKind::failed), 40);
    EXPECT_EQ(count(journal, EventKind::retried), count(journal, EventKind::failed));
    EXPECT_EQ(count(journal, EventKind::restarted), 2 * count(journal, EventKind::failed));
    EXPECT_EQ(journal.epochs.size(), static_cast<std::size_t>(count(journal, EventKind::learned)));
}

TEST_P(EitherOrder, NeverHasMoreInFlightThanAsked) {
    SearchSession session(options());
    std::int64_t most = 0;
    session.observer.after_pass = [&](const TrialSource& state, int busy, int workers) {
        most = std::max(most, state.in_training());
        EXPECT_LE(busy, workers);
        EXPECT_EQ(workers, 3);
    };
    session.run();
    EXPECT_EQ(most, 4);
}

TEST_P(EitherOrder, HasAsManyInFlightAsWorkersIfNotTold) {
    SessionOptions options = this->options();
    options.loop.in_flight = 0;
    options.outcome = timed_outcome;
    SearchSession session(options);
    std::int64_t most = 0;
    session.observer.after_pass = [&](const TrialSource& state, int, int) {
        most = std::max(most, state.in_training());
    };
    session.run();
    EXPECT_EQ(most, 3);
}

TEST_P(EitherOrder, FlushesAnEpisodeBeforeItsTrialIsGivenToAWorker) {
    SearchSession session(options());
    session.pool.before_submit = [&](const Trial& trial) {
        const auto& episodes = session.journal.flushed().episodes;
        EXPECT_TRUE(std::any_of(episodes.begin(), episodes.end(), [&](const EpisodeRow& row) {
            return row.trial == trial.id && row.novelty == Novelty::fresh &&
                   row.architecture == to_text(trial.architecture);
        })) << trial.id;
    };
    session.run();
    EXPECT_EQ(session.pool.submitted.size(), expected_submits(session.journal.flushed()));
}

TEST_P(EitherOrder, FlushesBetterResultsBeforeWeightsAreDropped) {
    SessionOptions options = this->options();
    options.loop.keep_models = 2;
    SearchSession session(options);
    session.observer.at_drop = [&](TrialId dropped) {
        const auto& trials = session.journal.flushed().trials;
        const auto row = std::find_if(trials.begin(), trials.end(), [&](const TrialRow& r) {
            return r.evaluation.trial == dropped;
        });
        ASSERT_NE(row, trials.end());
        EXPECT_GE(std::count_if(trials.begin(), trials.end(),
                                [&](const TrialRow& r) {
                                    return r.evaluation.weights_stored &&
                                           r.evaluation.trial != dropped &&
                                           r.evaluation.accuracy >= row->evaluation.accuracy;
                                }),
                  2);
    };
    session.run();
    const auto stored =
        std::count_if(session.journal.all().trials.begin(), session.journal.all().trials.end(),
                      [](const TrialRow& row) { return row.evaluation.weights_stored; });
    EXPECT_GT(stored, 2);
    EXPECT_EQ(static_cast<std::int64_t>(session.observer.dropped.size()), stored - 2);
}

TEST_P(EitherOrder, TellsTheObserverOfResultsThatAreFlushed) {
    SearchSession session(options());
    session.observer.after_pass = [&](const TrialSource& state, int, int) {
        EXPECT_EQ(session.observer.results.size(), static_cast<std::size_t>(state.results()));
        EXPECT_GE(session.journal.flushed().trials.size(), session.observer.results.size());
    };
    session.run();
}

TEST_P(EitherOrder, AsksForWeightsAboveTheWorstOfTheBest) {
    SessionOptions options = this->options();
    options.loop.keep_models = 1;
    SearchSession session(options);
    session.run();
    double best = -1.0;
    bool rose = false;
    for (const Trial& trial : session.pool.submitted) {
        EXPECT_GE(trial.keep_above, best);
        rose = rose || trial.keep_above > 0.0;
        best = trial.keep_above;
    }
    EXPECT_TRUE(rose);
    EXPECT_EQ(session.pool.submitted.front().keep_above, -1.0);
}

TEST_P(EitherOrder, StoresNothingIfNoModelIsKept) {
    SessionOptions options = this->options();
    options.loop.keep_models = 0;
    SearchSession session(options);
    session.run();
    for (const Trial& trial : session.pool.submitted) EXPECT_EQ(trial.keep_above, 2.0);
    EXPECT_TRUE(session.observer.dropped.empty());
}

TEST_P(EitherOrder, GivesFailedTrainingsTheConfiguredReward) {
    SessionOptions options = this->options();
    options.loop.objective.failure_reward = 0.03;
    SearchSession session(options);
    session.run();
    std::int64_t failures = 0;
    for (const TrialRow& row : session.journal.all().trials) {
        const bool ok = row.evaluation.status == Status::ok;
        failures += ok ? 0 : 1;
        EXPECT_EQ(row.reward, ok ? row.evaluation.accuracy : 0.03);
        EXPECT_EQ(session.state.networks().reward(row.evaluation.trial), row.reward);
    }
    EXPECT_GT(failures, 0);
    for (const EventRow& row : session.journal.all().events) {
        EXPECT_TRUE(row.kind != EventKind::failed || row.value == 0.03);
    }
    EXPECT_EQ(count(session.journal.all(), EventKind::failed), failures);
}

TEST_P(EitherOrder, RecordsWhatATrialWas) {
    SearchSession session(options());
    session.run();
    for (const TrialRow& row : session.journal.all().trials) {
        const Architecture network = parse_architecture(row.architecture);
        const Cost cost = session_cost(network);
        EXPECT_EQ(row.layers, static_cast<std::int32_t>(network.layers.size()));
        EXPECT_EQ(row.parameters, cost.parameters);
        EXPECT_EQ(row.multiply_adds, cost.multiply_adds);
        EXPECT_EQ(row.seed, session.state.trial(row.evaluation.trial).seed);
        EXPECT_LT(row.started_seconds, row.finished_seconds);
    }
}

TEST_P(EitherOrder, RecordsTheTimeThatWasForetoldWhenATrialBegan) {
    SessionOptions options = this->options();
    options.outcome = timed_outcome;
    SearchSession session(options);
    session.run();
    const JournalContent& journal = session.journal.flushed();
    std::int64_t foretold = 0;
    for (const TrialRow& row : journal.trials) {
        if (row.predicted_seconds == 0.0) continue;
        ++foretold;
        EXPECT_NEAR(row.predicted_seconds, row.evaluation.seconds, 1e-9);
        EXPECT_EQ(std::count_if(journal.events.begin(), journal.events.end(),
                                [&](const EventRow& event) {
                                    return event.kind == EventKind::dispatched &&
                                           event.trial == row.evaluation.trial &&
                                           event.value == row.predicted_seconds;
                                }),
                  1);
    }
    EXPECT_GE(foretold, 40 - 5 - 3);  // five teach it, and as many as workers began before
    EXPECT_LE(foretold, 40 - 5);
}

TEST_P(EitherOrder, BeginsTheLongestFirstWhenNothingMoreIsProposed) {
    SessionOptions options = this->options();
    options.workers = 1;
    options.loop.trials = options.loop.in_flight = 20;
    options.loop.retries = 0;
    SearchSession session(options);
    session.run();
    std::vector<std::int64_t> sizes;
    for (const Trial& trial : session.pool.submitted) {
        sizes.push_back(session_cost(trial.architecture).multiply_adds);
    }
    ASSERT_EQ(sizes.size(), 20U);
    EXPECT_TRUE(std::is_sorted(sizes.rbegin(), sizes.rend()));
}

TEST_P(EitherOrder, StopsWhenNothingThatWaitsEndsBeforeTheDeadline) {
    SessionOptions options = this->options();
    options.outcome = [](const Trial& trial) {
        Evaluation evaluation = timed_outcome(trial);
        evaluation.seconds = 1000.0;  // an epoch: 500 s
        return evaluation;
    };
    options.deadline = 10.0;
    SearchSession session(options);
    EXPECT_EQ(session.run(), LoopEnd::stopped);
    const JournalContent& journal = session.journal.flushed();
    EXPECT_EQ(journal.events.back().kind, EventKind::paused);
    EXPECT_EQ(count(journal, EventKind::stopped), 0);
    EXPECT_LT(journal.events.back().seconds, 60.0);
    EXPECT_GE(journal.trials.size(), 5U);
    EXPECT_LT(journal.trials.size(), 40U);
}

// One network takes too long for the time that is left; those that follow it do not.
TEST(SearchLoop, TrainsAllThatEndsBeforeTheDeadline) {
    SessionOptions options;
    options.workers = 2;
    options.loop.order = Order::arrival;
    options.loop.in_flight = 2;
    options.script = {"[SM(10)]",
                      "[GAP(10)]",
                      "[P(2,2), SM(10)]",
                      "[P(2,2), GAP(10)]",
                      "[P(2,2), FC(8), SM(10)]",
                      "[P(2,2), FC(16), SM(10)]",
                      "[C(8,1,1), SM(10)]",
                      "[C(8,1,1), GAP(10)]",
                      "[C(8,3,1), GAP(10)]",
                      "[C(16,3,1), C(16,3,1), C(16,3,1), SM(10)]",
                      "[C(16,1,1), SM(10)]",
                      "[C(16,1,1), GAP(10)]",
                      "[P(2,2), FC(8), FC(8), SM(10)]",
                      "[P(2,2), FC(16), FC(8), SM(10)]"};
    options.loop.trials = static_cast<std::int64_t>(options.script.size());
    options.outcome = [](const Trial& trial) {
        Evaluation evaluation = timed_outcome(trial);
        evaluation.seconds *= 1000.0;
        return evaluation;
    };
    options.deadline = 100.0;
    for (std::uint64_t arrival = 1; arrival <= 20; ++arrival) {
        options.arrival = arrival;
        SearchSession session(options);
        EXPECT_EQ(session.run(), LoopEnd::stopped);
        EXPECT_EQ(session.journal.flushed().trials.size(), options.script.size() - 1) << arrival;
    }
}

TEST_P(EitherOrder, RejectsNetworksOverALimitWithoutTrainingThem) {
    SessionOptions options = this->options();
    options.loop.limits.parameters = 3000;
    SearchSession session(options);
    EXPECT_EQ(session.run(), LoopEnd::finished);
    std::int64_t rejected = 0;
    for (const TrialRow& row : session.journal.all().trials) {
        const bool over = row.parameters > 3000;
        EXPECT_EQ(row.evaluation.status == Status::rejected, over) << row.architecture;
        if (!over) continue;
        ++rejected;
        EXPECT_EQ(row.reward, 0.1);
        EXPECT_EQ(row.evaluation.message,
                  "parameters " + std::to_string(row.parameters) + " over the limit 3000");
        EXPECT_EQ(row.evaluation.worker, -1);
    }
    EXPECT_GT(rejected, 3);
    EXPECT_LT(rejected, 40);
    EXPECT_EQ(session.pool.submitted.size(),
              expected_submits(session.journal.flushed(), 40 - rejected));
}

TEST_P(EitherOrder, EndsIfEveryNetworkIsRejected) {
    SessionOptions options = this->options();
    options.loop.limits.parameters = 1;
    SearchSession session(options);
    EXPECT_EQ(session.run(), LoopEnd::finished);
    EXPECT_TRUE(session.pool.submitted.empty());
    EXPECT_EQ(session.state.results(), 40);
}

TEST_P(EitherOrder, EndsWhenTheSpaceIsExhausted) {
    SessionOptions options = this->options();
    options.space = conv_only_space();
    options.loop.max_repeats = 200;
    SearchSession session(options);
    EXPECT_EQ(session.run(), LoopEnd::exhausted);
    EXPECT_EQ(session.state.networks().size(), 3);
    EXPECT_EQ(session.state.results(), 3);
    EXPECT_EQ(session.journal.flushed().events.back().kind, EventKind::finished);
}

// An agent that always says the same: a hundred repeats, then it waits for the result, then
// repeats the known network until the space counts as exhausted.
TEST_P(EitherOrder, WaitsForAResultWhenEveryProposalIsInTraining) {
    SessionOptions options = this->options();
    options.script = {"[SM(10)]"};
    options.loop.max_repeats = 150;
    SearchSession session(options);
    EXPECT_EQ(session.run(), LoopEnd::exhausted);
    const auto& episodes = session.journal.flushed().episodes;
    ASSERT_EQ(episodes.size(), 151U);
    EXPECT_EQ(episodes[0].novelty, Novelty::fresh);
    EXPECT_EQ(episodes[1].novelty, Novelty::in_flight);
    EXPECT_EQ(episodes[100].novelty, Novelty::in_flight);
    EXPECT_EQ(episodes[101].novelty, Novelty::known);
    EXPECT_EQ(episodes[150].novelty, Novelty::known);
    EXPECT_EQ(session.scripted_agent().learned.size(), 1U + 100U + 50U);
}

TEST_P(EitherOrder, CountsTheRepeatsFromTheLastFreshNetwork) {
    SessionOptions options = this->options();
    options.script = {"[SM(10)]", "[SM(10)]", "[SM(10)]", "[GAP(10)]", "[SM(10)]"};
    options.loop.max_repeats = 3;
    options.loop.in_flight = 2;
    SearchSession session(options);
    EXPECT_EQ(session.run(), LoopEnd::exhausted);
    EXPECT_EQ(session.state.networks().size(), 2);
    EXPECT_EQ(session.state.steps(), 7);
}

TEST_P(EitherOrder, WritesACheckpointAfterSoManyResultsAndAtTheEnd) {
    SessionOptions options = this->options();
    options.loop.checkpoint_results = 15;
    SearchSession session(options);
    session.observer.at_checkpoint = [&](const Checkpoint& checkpoint) {
        EXPECT_EQ(checkpoint.events,
                  static_cast<std::int64_t>(session.journal.flushed().events.size()));
        EXPECT_EQ(checkpoint.q_values, session.state.q_values());
    };
    session.run();
    const auto& checkpoints = session.observer.checkpoints;
    ASSERT_GE(checkpoints.size(), 2U);
    ASSERT_LE(checkpoints.size(), 3U);
    const auto results_before = [&](const Checkpoint& checkpoint) {
        const auto& events = session.journal.all().events;
        return std::count_if(
            events.begin(), events.begin() + checkpoint.events, [](const EventRow& row) {
                return row.kind == EventKind::learned || row.kind == EventKind::failed;
            });
    };
    EXPECT_GE(results_before(checkpoints[0]), 15);
    EXPECT_LE(results_before(checkpoints[0]), 15 + 3);
    EXPECT_EQ(results_before(checkpoints.back()), 40);
}

TEST_P(EitherOrder, SumsTheLedgerUpToTheSessionOfEachWorker) {
    SessionOptions options = this->options();
    options.loop.retries = 0;  // the rows tell of last tries only
    SearchSession session(options);
    session.run();
    const JournalContent& journal = session.journal.flushed();
    std::map<std::int32_t, double> sums;
    double training = 0.0;
    for (const LedgerRow& row : journal.ledger) {
        EXPECT_GE(row.seconds, 0.0) << row.category;
        sums[row.worker] += row.seconds;
        if (row.category == "training") training += row.seconds;
    }
    ASSERT_EQ(sums.size(), 3U);
    // The ledger opens before the first event and closes before the last, a step of the clock each.
    const double length = journal.events.back().seconds - journal.events.front().seconds;
    for (const auto& [worker, sum] : sums) EXPECT_NEAR(sum, length, 0.26) << worker;
    double trained = 0.0;
    for (const TrialRow& row : journal.trials) {
        trained += row.finished_seconds - row.started_seconds;
    }
    EXPECT_NEAR(training, trained, 1e-9);
}

TEST_P(EitherOrder, TakesAQSnapshotWhenEpsilonFallsAndAtTheEnd) {
    SearchSession session(options());
    session.run();
    const auto& rows = session.journal.flushed().q_values;
    std::vector<std::pair<std::int64_t, double>> snapshots;
    for (const QRow& row : rows) {
        if (row.q.slot == 0) snapshots.emplace_back(row.step, row.epsilon);
    }
    ASSERT_EQ(snapshots.size(), 2U);
    const auto& episodes = session.journal.flushed().episodes;
    const auto step = static_cast<std::size_t>(snapshots[0].first);
    EXPECT_EQ(snapshots[0].second, 1.0);
    EXPECT_EQ(episodes[step - 1].epsilon, 1.0);
    EXPECT_EQ(episodes[step].epsilon, 0.5);
    EXPECT_EQ(snapshots[1], (std::pair{session.state.steps(), 0.5}));
}

TEST_P(EitherOrder, PausesWhenAskedToStop) {
    SessionOptions options = this->options();
    options.stop_at_pass = 12;
    SearchSession session(options);
    EXPECT_EQ(session.run(), LoopEnd::stopped);
    const JournalContent& journal = session.journal.flushed();
    EXPECT_EQ(journal.events.back().kind, EventKind::paused);
    EXPECT_LT(session.state.results(), 40);
    const auto open = static_cast<std::int64_t>(count(journal, EventKind::stopped));
    EXPECT_EQ(session.pool.submitted.size(),
              expected_submits(journal, static_cast<std::int64_t>(journal.trials.size()) + open));
    EXPECT_EQ(session.observer.checkpoints.back().events,
              static_cast<std::int64_t>(journal.events.size()));
}

TEST_P(EitherOrder, RecordsHowManyEpochsAStoppedTrainingSaved) {
    SessionOptions options = this->options();
    std::set<double> values;
    for (options.stop_at_pass = 2; options.stop_at_pass < 30; ++options.stop_at_pass) {
        SearchSession session(options);
        session.run();
        for (const EventRow& row : session.journal.flushed().events) {
            if (row.kind != EventKind::stopped) continue;
            EXPECT_EQ(row.value, static_cast<double>(row.trial % 3) / 2.0);
            values.insert(row.value);
        }
    }
    EXPECT_EQ(values, (std::set<double>{0.0, 0.5, 1.0}));
}

TEST_P(EitherOrder, JournalsAnEpochOnceHoweverOftenItIsReported) {
    SearchSession session(options());
    const auto report = [](TrialId trial, std::int32_t attempt, std::int32_t epoch) {
        EpochReport r;
        r.trial = trial;
        r.attempt = attempt;
        r.epoch = epoch;
        return r;
    };
    session.pool.extra = {report(0, 0, 1), report(0, 0, 2), report(0, 0, 1),
                          report(0, 1, 1), report(1, 0, 1), report(0, 0, 2)};
    session.run();
    std::set<std::tuple<TrialId, std::int32_t, std::int32_t>> seen;
    for (const EpochReport& row : session.journal.flushed().epochs) {
        EXPECT_TRUE(seen.emplace(row.trial, row.attempt, row.epoch).second) << row.trial;
    }
    EXPECT_TRUE(seen.contains({0, 0, 2}));
    EXPECT_TRUE(seen.contains({0, 1, 1}));
}

TEST_P(EitherOrder, IsNotCompleteWhenStoppedWithTrialsInWorkOfAnExhaustedSpace) {
    SessionOptions options = this->options();
    options.space = conv_only_space();
    options.loop.max_repeats = 5;
    for (std::int64_t pass = 1; pass < 12; ++pass) {
        options.stop_at_pass = pass;
        SearchSession session(options);
        const LoopEnd end = session.run();
        const bool complete = session.state.in_training() == 0 && end != LoopEnd::stopped;
        EXPECT_EQ(end, complete ? LoopEnd::exhausted : LoopEnd::stopped) << "pass " << pass;
        EXPECT_EQ(session.journal.flushed().events.back().kind,
                  complete ? EventKind::finished : EventKind::paused);
    }
}

std::string name_of(const testing::TestParamInfo<Order>& order) {
    return order.param == Order::trial ? "trial" : "arrival";
}

INSTANTIATE_TEST_SUITE_P(SearchLoop, EitherOrder, testing::Values(Order::arrival, Order::trial),
                         name_of);

TEST(SearchLoop, LearnsInTheOrderOfArrivalIfAsked) {
    SessionOptions options;
    options.loop.order = Order::arrival;
    SearchSession session(options);
    session.run();
    std::vector<TrialId> arrived;
    std::vector<TrialId> learned;
    for (const TrialRow& row : session.journal.all().trials) {
        arrived.push_back(row.evaluation.trial);
    }
    for (const TrialRow& row : session.observer.results) learned.push_back(row.evaluation.trial);
    EXPECT_EQ(learned, arrived);
    EXPECT_FALSE(std::is_sorted(arrived.begin(), arrived.end()));
}

TEST(SearchLoop, DecidesTheSameForAnyNumberOfWorkersInTrialOrder) {
    SessionOptions options;
    options.workers = 1;
    SearchSession alone(options);
    alone.run();
    const auto episodes = episodes_of(alone.journal.all());
    const auto decisions = decisions_of(alone.journal.all());
    EXPECT_GT(std::count_if(
                  episodes.begin(), episodes.end(),
                  [](const std::string& line) { return line.find("fresh") == std::string::npos; }),
              0);
    for (const int workers : {1, 2, 3, 7}) {
        for (std::uint64_t arrival = 1; arrival <= 10; ++arrival) {
            options.workers = workers;
            options.arrival = arrival;
            SearchSession session(options);
            session.run();
            ASSERT_EQ(episodes_of(session.journal.all()), episodes) << workers << " " << arrival;
            ASSERT_EQ(decisions_of(session.journal.all()), decisions) << workers << " " << arrival;
        }
    }
}

TEST(SearchLoop, DecidesTheSameInTrialOrderWhateverTheTimes) {
    SessionOptions options;
    options.outcome = timed_outcome;
    SearchSession whole(options);
    whole.run();
    options.deadline = 12.0;  // the clock steps at each look: a few passes
    options.outcome = [](const Trial& trial) {
        Evaluation evaluation = timed_outcome(trial);
        evaluation.seconds *= 1e4;
        return evaluation;
    };
    JournalContent journal;
    int sessions = 0;
    for (LoopEnd end = LoopEnd::stopped; end == LoopEnd::stopped; ++sessions) {
        options.arrival = static_cast<std::uint64_t>(sessions);
        SearchSession session(options, journal);
        end = session.run();
        journal = session.journal.flushed();
        ASSERT_LT(sessions, 60);
    }
    EXPECT_GT(sessions, 2);
    EXPECT_EQ(episodes_of(journal), episodes_of(whole.journal.all()));
    EXPECT_EQ(decisions_of(journal), decisions_of(whole.journal.all()));
}

TEST(SearchLoop, DecidesByArrivalOtherwise) {
    SessionOptions options;
    options.loop.order = Order::arrival;
    SearchSession one(options);
    one.run();
    options.arrival = 2;
    SearchSession other(options);
    other.run();
    EXPECT_NE(decisions_of(one.journal.all()), decisions_of(other.journal.all()));
}

// Worker and kind of what happened to a trial, e.g. "dispatched 0".
std::vector<std::string> story_of(const JournalContent& journal, TrialId trial) {
    std::vector<std::string> story;
    for (const EventRow& row : journal.events) {
        if (row.trial != trial || row.kind == EventKind::proposed) continue;
        story.push_back(std::string(to_text(row.kind)) + " " + std::to_string(row.worker));
    }
    return story;
}

// Trial 5 kills its trainer so many times, then and otherwise all is well.
ScriptedPool::Outcome killing(int times) {
    return [left = times](const Trial& trial) mutable {
        Evaluation evaluation;
        evaluation.accuracy = 0.5;
        evaluation.trainer_died = trial.id == 5 && left-- > 0;
        if (evaluation.trainer_died) evaluation.status = Status::crashed;
        return evaluation;
    };
}

TEST(Retry, GivesATrialThatKilledItsTrainerToAnotherWorkerAndThenNoMore) {
    SessionOptions options;
    options.workers = 2;
    for (std::uint64_t arrival = 1; arrival <= 20; ++arrival) {
        options.arrival = arrival;
        options.outcome = killing(2);
        SearchSession session(options);
        EXPECT_EQ(session.run(), LoopEnd::finished);
        const auto story = story_of(session.journal.flushed(), 5);
        const std::string first = story.front() == "dispatched 0" ? "0" : "1";
        const std::string other = first == "0" ? "1" : "0";
        EXPECT_EQ(story, (std::vector<std::string>{"dispatched " + first, "retried " + first,
                                                   "dispatched " + other, "failed " + other}));
    }
}

TEST(Retry, GivesItToTheSameWorkerIfThereIsNoOther) {
    SessionOptions options;
    options.workers = 1;
    options.outcome = killing(2);
    SearchSession session(options);
    EXPECT_EQ(session.run(), LoopEnd::finished);
    EXPECT_EQ(story_of(session.journal.flushed(), 5),
              (std::vector<std::string>{"dispatched 0", "retried 0", "dispatched 0", "failed 0"}));
}

TEST(Retry, KeepsTheKilledWorkerAtWorkWhileTheTrialWaits) {
    SessionOptions options;
    options.workers = 2;
    options.loop.order = Order::arrival;
    options.loop.in_flight = 0;
    options.outcome = killing(1);
    int most_open = 0;
    for (std::uint64_t arrival = 1; arrival <= 20; ++arrival) {
        options.arrival = arrival;
        SearchSession session(options);
        session.observer.after_pass = [&](const TrialSource& state, int, int) {
            most_open = std::max(most_open, static_cast<int>(state.in_training()));
        };
        EXPECT_EQ(session.run(), LoopEnd::finished);
        EXPECT_EQ(count(session.journal.flushed(), EventKind::learned), 40);
    }
    EXPECT_EQ(most_open, 3);
}

// The trainers of workers below `broken` die of whatever they get.
ScriptedPool::Outcome broken_below(const ScriptedPool*& pool, std::int32_t broken) {
    return [&pool, broken](const Trial& trial) {
        Evaluation evaluation;
        evaluation.accuracy = 0.5;
        evaluation.trainer_died = pool->worker_of(trial.id) < broken;
        if (evaluation.trainer_died) evaluation.status = Status::crashed;
        return evaluation;
    };
}

TEST(Retry, GivesBrokenWorkersUpAndLosesFewTrials) {
    for (std::uint64_t arrival = 1; arrival <= 20; ++arrival) {
        const ScriptedPool* pool = nullptr;
        SessionOptions options;
        options.workers = 4;
        options.arrival = arrival;
        options.loop.order = arrival % 2 == 0 ? Order::arrival : Order::trial;
        options.loop.in_flight = arrival % 2 == 0 ? 0 : 4;
        options.outcome = broken_below(pool, 2);
        SearchSession session(options);
        pool = &session.pool;
        EXPECT_EQ(session.run(), LoopEnd::finished);
        const JournalContent journal = session.journal.flushed();
        // Before anything is known of them, each may get the second try of what the other killed.
        EXPECT_GE(count(journal, EventKind::learned), 38) << "arrival " << arrival;
        EXPECT_LE(count(journal, EventKind::retried), 10) << "arrival " << arrival;
        for (const EventRow& row : journal.events) {
            if (row.kind == EventKind::lost) {
                EXPECT_LT(row.worker, 2);
            }
        }
    }
}

// The first trainers die of their first networks. The last worker never gets ready.
void expect_no_wait_for_the_last(Order order, int workers) {
    SessionOptions options;
    options.workers = workers;
    options.loop.order = order;
    options.loop.in_flight = order == Order::trial ? workers - 1 : 0;
    options.outcome = [deaths = std::set<TrialId>()](const Trial& trial) mutable {
        Evaluation evaluation;
        evaluation.accuracy = 0.5;
        evaluation.trainer_died = trial.id < 4 && deaths.insert(trial.id).second;
        if (evaluation.trainer_died) evaluation.status = Status::crashed;
        return evaluation;
    };
    for (std::uint64_t arrival = 1; arrival <= 20; ++arrival) {
        options.arrival = arrival;
        SearchSession session(options);
        session.pool.most_ready = workers - 1;
        EXPECT_EQ(session.run(), LoopEnd::finished);
        EXPECT_EQ(count(session.journal.flushed(), EventKind::learned), 40);
    }
}

TEST(Retry, WaitsForNoWorkerThatIsNotReadyWhileOthersAre) {
    for (const Order order : {Order::arrival, Order::trial}) {
        expect_no_wait_for_the_last(order, 2);
        expect_no_wait_for_the_last(order, 3);
    }
}

TEST(Retry, StopsWhenOnlyWorkersThatWereGivenUpAreLeft) {
    const ScriptedPool* pool = nullptr;
    SessionOptions options;
    options.workers = 2;
    options.outcome = broken_below(pool, 1);
    SearchSession session(options);
    pool = &session.pool;
    session.observer.after_pass = [&](const TrialSource&, int, int) {
        if (count(session.journal.flushed(), EventKind::lost) > 0) session.pool.lost = {1};
    };
    EXPECT_EQ(session.run(), LoopEnd::deserted);
    EXPECT_EQ(count(session.journal.flushed(), EventKind::failed), 0);
    EXPECT_LT(count(session.journal.flushed(), EventKind::learned), 40);
}

TEST(Retry, GivesNoWorkerUpForNetworksThatKillEachTrainer) {
    SessionOptions options;
    options.outcome = [](const Trial&) {
        Evaluation evaluation;
        evaluation.status = Status::crashed;
        evaluation.trainer_died = true;
        return evaluation;
    };
    SearchSession session(options);
    EXPECT_EQ(session.run(), LoopEnd::finished);
    EXPECT_EQ(count(session.journal.flushed(), EventKind::failed), 40);
    EXPECT_EQ(count(session.journal.flushed(), EventKind::lost), 0);
}

TEST(Retry, SavesATrialThatWasNotToBlame) {
    SessionOptions options;
    options.outcome = killing(1);
    SearchSession session(options);
    session.run();
    EXPECT_EQ(count(session.journal.flushed(), EventKind::retried), 1);
    EXPECT_EQ(count(session.journal.flushed(), EventKind::learned), 40);
}

TEST(Retry, IsTriedAsOftenAsConfigured) {
    for (const int retries : {0, 3}) {
        SessionOptions options;
        options.loop.retries = retries;
        options.outcome = killing(3);
        SearchSession session(options);
        session.run();
        EXPECT_EQ(count(session.journal.flushed(), EventKind::retried), retries);
        EXPECT_EQ(count(session.journal.flushed(), EventKind::failed), retries == 0 ? 1 : 0);
    }
}

TEST(Retry, IsNotForFailuresThatTheTrainerTellsOf) {
    SessionOptions options;
    options.outcome = [](const Trial& trial) {
        Evaluation evaluation;
        evaluation.status = trial.id % 2 == 0 ? Status::out_of_memory : Status::timeout;
        return evaluation;
    };
    SearchSession session(options);
    session.run();
    EXPECT_EQ(count(session.journal.flushed(), EventKind::retried), 0);
    EXPECT_EQ(count(session.journal.flushed(), EventKind::failed), 40);
}

TEST(SearchLoop, RejectsAResultThatNobodyAskedFor) {
    SearchSession session{SessionOptions{}};
    session.pool.extra = {Evaluation{}};
    EXPECT_THROW(session.run(), LogicError);
}

TEST(SearchLoop, LetsTheErrorOfAPoolThatCannotWorkThrough) {
    SessionOptions options;
    options.outcome = [](const Trial&) -> Evaluation { throw IoError("no worker can start"); };
    SearchSession session(options);
    EXPECT_THROW(session.run(), IoError);
}

}  // namespace
}  // namespace metaqnn
