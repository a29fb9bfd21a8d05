// Tests of the trainers that train nothing.
#include "pool/made_trainer.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/memory_states.hpp"
#include "tests/support/processes.hpp"
#include "tests/support/run_trials.hpp"

namespace metaqnn {
namespace {

double accuracy_of(const char* text) { return made_accuracy(parse_architecture(text)); }

/// The accuracy less the part that is fixed by the sum of effects: in [0, 0.02).
double noise_of(const char* text, double sum) {
    return accuracy_of(text) - (0.1 + 0.8 * sum / (1.0 + sum));
}

void expect_sum(const char* text, double sum) {
    EXPECT_GE(noise_of(text, sum), 0.0) << text;
    EXPECT_LT(noise_of(text, sum), 0.02) << text;
}

TEST(MadeAccuracy, IsWhatItsFormulaSays) {
    expect_sum("[SM(10)]", 0.0);
    expect_sum("[C(16,3,1), P(2,2), SM(10)]", 0.5 + 0.5 / 1.1);
    expect_sum("[C(16,5,1), P(2,2), SM(10)]", 0.7 * 0.5 + 0.5 / 1.1);
    expect_sum("[C(48,3,1), C(16,1,1), FC(128), SM(10)]", 0.75 + 0.35 / 1.1 + 0.1 / 1.2);
    expect_sum("[P(2,2), P(2,2), P(2,2), SM(10)]", 0.5 + 0.5 / 1.1);
}

TEST(MadeAccuracy, HasANoiseOfTheNetworksTextAlone) {
    const double of_softmax = noise_of("[C(16,3,1), SM(10)]", 0.5);
    const double of_average = noise_of("[C(16,3,1), GAP(10)]", 0.5);
    EXPECT_NE(of_softmax, of_average);
    EXPECT_EQ(of_softmax, noise_of("[ C(16, 3, 1),SM(10) ]", 0.5));
}

/// Notes the reports; asks to stop after so many.
class Observer final : public TrainingObserver {
  public:
    explicit Observer(int stop_after = 1000) : stop_after_(stop_after) {}
    void on_epoch(const EpochReport& report) override { reports.push_back(report); }
    bool stop_requested() override { return static_cast<int>(reports.size()) >= stop_after_; }

    std::vector<EpochReport> reports;

  private:
    int stop_after_;
};

/// Asks to stop at the n-th question.
class StopAtQuestion final : public TrainingObserver {
  public:
    explicit StopAtQuestion(int number) : left_(number) {}
    void on_epoch(const EpochReport&) override {}
    bool stop_requested() override { return --left_ <= 0; }

  private:
    int left_;
};

// Losses are no numbers, so that reports are not equal to themselves.
std::vector<double> curve_of(const Observer& observer) {
    std::vector<double> curve;
    for (const EpochReport& report : observer.reports) curve.push_back(report.validation_accuracy);
    return curve;
}

Evaluation run(double mean, const Trial& trial, Observer& observer) {
    TrainerSetup setup;
    setup.sleep_seconds = mean;
    MemoryStates states;
    return SleepTrainer(setup, states, made_with_time(setup.sleep_seconds)).run(trial, observer);
}

TEST(SleepTrainer, ClimbsToTheMadeAccuracyInFiveEpochs) {
    const Trial trial = made_trial(7);
    Observer observer;
    const Evaluation evaluation = run(1e-6, trial, observer);
    const double accuracy = made_accuracy(trial.architecture);
    ASSERT_EQ(observer.reports.size(), 5U);
    for (int epoch = 1; epoch <= 5; ++epoch) {
        const EpochReport& report = observer.reports[static_cast<std::size_t>(epoch - 1)];
        EXPECT_EQ(report.trial, 7);
        EXPECT_EQ(report.epoch, epoch);
        EXPECT_DOUBLE_EQ(report.validation_accuracy, accuracy * (0.5 + 0.1 * epoch));
    }
    EXPECT_EQ(evaluation.trial, 7);
    EXPECT_EQ(evaluation.status, Status::ok);
    EXPECT_DOUBLE_EQ(evaluation.accuracy, accuracy);
    EXPECT_EQ(evaluation.epochs, 5);
    EXPECT_EQ(evaluation.best_epoch, 5);
}

TEST(SleepTrainer, GivesEqualTrialsEqualEvaluations) {
    Observer first;
    Observer second;
    EXPECT_EQ(run(1e-6, made_trial(3), first), run(1e-6, made_trial(3), second));
    EXPECT_EQ(curve_of(first), curve_of(second));
}

TEST(Recorded, GivesTheTrainingThatTheSeedDrawsInScaledTime) {
    Trial trial = made_trial(3);
    const int classes = classes_of(trial.architecture.layers.back());
    auto table = std::make_shared<ResultTable>(ImageShape{1, 28}, classes);
    table->add(trial.architecture, {1, 2, {{0.25, 8.0, {0.125, 0.25}}, {0.5, 16.0, {0.5}}}});
    std::set<double> drawn;
    for (trial.seed = 0; trial.seed < 20; ++trial.seed) {
        const RecordedTraining expected = table->draw(trial);
        const RecordedTraining fast = recorded(table, 4.0)(trial);
        EXPECT_EQ(fast.accuracy, expected.accuracy);
        EXPECT_EQ(fast.curve, expected.curve);
        EXPECT_EQ(fast.seconds, expected.seconds / 4.0);
        EXPECT_EQ(recorded(table, 0.0)(trial).seconds, 0.0);
        drawn.insert(fast.accuracy);
    }
    EXPECT_EQ(drawn, (std::set<double>{0.25, 0.5}));
}

TEST(SleepTrainer, TakesTheTimeAndTheCurveOfARecordedTraining) {
    MemoryStates states;
    Observer observer;
    const Stopwatch watch;
    const Evaluation evaluation = SleepTrainer({}, states, [](const Trial&) {
                                      return RecordedTraining{0.875, 0.06, {0.25, 0.5, 0.75}};
                                  }).run(made_trial(1), observer);
    EXPECT_GE(watch.seconds(), 0.06);
    EXPECT_EQ(curve_of(observer), (std::vector<double>{0.25, 0.5, 0.75}));
    EXPECT_EQ(evaluation.accuracy, 0.875);
    EXPECT_EQ(evaluation.epochs, 3);
    EXPECT_DOUBLE_EQ(evaluation.seconds, 0.06);
}

TEST(SleepTrainer, DrawsItsLengthsWithTheGivenMeanAndPercentile) {
    // A mean of a nanosecond: the lengths are reported and nearly nothing is slept.
    constexpr double mean = 1e-9;
    constexpr std::size_t trials = 100'000;
    Trial trial = made_trial(0);
    std::vector<double> lengths;
    for (std::size_t i = 0; i < trials; ++i) {
        trial.seed = derive_seed(1, Stream::trial, i);
        Observer observer;
        lengths.push_back(run(mean, trial, observer).seconds / mean);
    }
    double sum = 0.0;
    for (const double length : lengths) sum += length;
    // Standard errors: 0.6 % of the mean, 1.4 % of the percentile.
    EXPECT_NEAR(sum / trials, 1.0, 0.02);
    std::nth_element(lengths.begin(), lengths.begin() + trials * 99 / 100, lengths.end());
    EXPECT_NEAR(lengths[trials * 99 / 100], 8.0, 0.4);
}

TEST(SleepTrainer, SleepsAsLongAsItReports) {
    Observer observer;
    const Stopwatch watch;
    const double reported = run(0.2, made_trial(1), observer).seconds;
    EXPECT_GE(watch.seconds(), reported);
    EXPECT_GT(reported, 0.0);
}

TEST(SleepTrainer, EndsWhenAskedToStopWithTheEpochsThatItsStateHolds) {
    Observer observer(2);
    const Evaluation evaluation = run(1e-6, made_trial(1), observer);
    EXPECT_EQ(evaluation.status, Status::stopped);
    EXPECT_EQ(evaluation.saved_epochs, 2.0);
}

TEST(SleepTrainer, GoesOnWithTheRestOfItsTime) {
    TrainerSetup setup;
    setup.sleep_seconds = 0.3;
    const Trial trial = made_trial(1);
    Observer whole;
    MemoryStates none;
    Stopwatch watch;
    Evaluation expected =
        SleepTrainer(setup, none, made_with_time(setup.sleep_seconds)).run(trial, whole);
    const double length = watch.seconds();

    MemoryStates states;
    Observer first(3);
    EXPECT_EQ(
        SleepTrainer(setup, states, made_with_time(setup.sleep_seconds)).run(trial, first).status,
        Status::stopped);
    watch = Stopwatch();
    Observer second;
    const Evaluation evaluation =
        SleepTrainer(setup, states, made_with_time(setup.sleep_seconds)).run(trial, second);
    EXPECT_LT(watch.seconds(), 0.8 * length);
    EXPECT_EQ(evaluation.continued, 1);
    expected.continued = 1;
    EXPECT_EQ(evaluation, expected);
    EXPECT_EQ(curve_of(second), curve_of(whole));
}

TEST(SleepTrainer, StopsInsideAnEpochThatLastsLongerThanTheGrace) {
    TrainerSetup setup;
    setup.sleep_seconds = 1000.0;
    MemoryStates states;
    StopAtQuestion observer(5);
    const Evaluation evaluation = SleepTrainer(setup, states, made_with_time(setup.sleep_seconds))
                                      .run(made_trial(1), observer);
    EXPECT_EQ(evaluation.status, Status::stopped);
    EXPECT_EQ(evaluation.epochs, 0);
    EXPECT_GT(evaluation.saved_epochs, 0.0);
    EXPECT_LT(evaluation.saved_epochs, 1.0);
    EXPECT_GT(states.kept.at(1).epoch_seconds, 0.03);
    EXPECT_LT(states.kept.at(1).epoch_seconds, 30.0);
}

TEST(SleepTrainer, IsStoppedWithoutAStateIfThatCannotBeSaved) {
    MemoryStates states;
    states.full = true;
    Observer observer(2);
    TrainerSetup setup;
    setup.sleep_seconds = 1e-6;
    const Evaluation evaluation = SleepTrainer(setup, states, made_with_time(setup.sleep_seconds))
                                      .run(made_trial(1), observer);
    EXPECT_EQ(evaluation.status, Status::stopped);
    EXPECT_EQ(evaluation.saved_epochs, 0.0);
    EXPECT_NE(evaluation.message.find("No space left"), std::string::npos);
}

TEST(SleepTrainer, EndsAtTheTimeLimit) {
    TrainerSetup setup;
    setup.sleep_seconds = 1000.0;
    setup.recipe.trial_seconds = 0.05;
    Observer observer;
    const Stopwatch watch;
    MemoryStates states;
    const Evaluation evaluation = SleepTrainer(setup, states, made_with_time(setup.sleep_seconds))
                                      .run(made_trial(1), observer);
    EXPECT_GE(watch.seconds(), 0.05);
    EXPECT_EQ(evaluation.status, Status::timeout);
    EXPECT_EQ(evaluation.epochs, 0);
    EXPECT_DOUBLE_EQ(evaluation.seconds, 0.05);
    EXPECT_EQ(evaluation.message, "over training.trial_seconds");
}

TEST(SleepTrainer, AbortsInTheTrialThatTheFaultNames) {
    const ScopedVariable fault("METAQNN_FAULT", "hang:4,crash:17");
    Observer observer;
    EXPECT_EQ(run(1e-6, made_trial(1), observer).status, Status::ok);
    EXPECT_EQ(run(1e-6, made_trial(7), observer).status, Status::ok);
    EXPECT_EXIT(run(1e-6, made_trial(17), observer), ::testing::KilledBySignal(SIGABRT), "");
}

}  // namespace
}  // namespace metaqnn
