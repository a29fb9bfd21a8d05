// Trainings that are stopped and go on: nothing but their time may tell them from whole ones.
#include "train/training.hpp"

#include <limits>
#include <map>
#include <stdexcept>
#include <utility>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/support/measurements.hpp"
#include "tests/support/memory_states.hpp"
#include "tests/support/test_device.hpp"
#include "tests/train/made_images.hpp"

namespace metaqnn::train {
namespace {

constexpr int never = std::numeric_limits<int>::max();
constexpr int steps = 20;  // of an epoch
constexpr const char* network = "[C(8,3,1), C(8,3,1), P(2,2), FC(16), SM(4)]";

class MemoryWeights final : public WeightsStore {
  public:
    void save(const Trial&, const std::vector<Tensor>& tensors) override { saved = tensors; }
    StoredNetwork load(TrialId) override {
        StoredNetwork stored;
        stored.tensors = saved;
        return stored;
    }
    std::vector<Tensor> load_initial(const Trial&) override { return initial; }
    std::vector<Tensor> saved;
    std::vector<Tensor> initial;  // of every trial that names a file
};

struct Killed final : std::runtime_error {
    Killed() : std::runtime_error("killed") {}
};

/// Asks to stop before the n-th step of a session, from 1, or dies there.
class Listener final : public TrainingObserver {
  public:
    explicit Listener(int stop_at, int die_at = never) : stop_at_(stop_at), die_at_(die_at) {}
    void on_epoch(const EpochReport& report) override { reports.push_back(report); }
    bool stop_requested() override {
        if (++questions_ >= die_at_) throw Killed();
        return questions_ >= stop_at_;
    }
    std::vector<EpochReport> reports;

  private:
    int questions_ = 0;
    int stop_at_;
    int die_at_;
};

const MadeImages& images() {
    static const MadeImages made({1, 8}, 400, 100, 80, 200);
    return made;
}

TrainerSetup setup() {
    TrainerSetup s;
    s.input = {1, 8};
    s.classes = MadeImages::classes;
    s.device = test_device();
    s.recipe.epochs = 3;
    s.recipe.batch = 400 / steps;
    s.recipe.precision = Precision::float32;
    s.grace_seconds = 0.0;
    return s;
}

/// A trial and everything that outlives its sessions.
class Trained {
  public:
    explicit Trained(const TrainerSetup& s) : setup_(s) {
        trial.id = 7;
        trial.architecture = parse_architecture(network);
        trial.seed = 99;
        trial.keep_above = 0.0;
    }

    /// One session, with a trainer of its own.
    Evaluation session(int stop_at = never, int die_at = never) {
        Listener listener(stop_at, die_at);
        TorchTrainer trainer(setup_, images().view(), weights, states);
        const auto note = [&] {
            for (EpochReport& report : listener.reports) {
                report.seconds = 0.0;
                const auto [place, is_new] =
                    reports.emplace(std::pair{report.attempt, report.epoch}, report);
                EXPECT_TRUE(is_new || place->second == report);
            }
        };
        try {
            Evaluation result = trainer.run(trial, listener);
            note();
            return result;
        } catch (const Killed&) {
            note();
            throw;
        }
    }
    /// Sessions that are stopped, then one to the end.
    Evaluation sessions(const std::vector<int>& stops) {
        for (const int stop : stops) EXPECT_EQ(session(stop).status, Status::stopped);
        return session();
    }

    Trial trial;
    MemoryWeights weights;
    MemoryStates states;
    std::map<std::pair<int, int>, EpochReport> reports;  // by attempt and epoch

  private:
    TrainerSetup setup_;
};

Evaluation without_time(Evaluation evaluation) {
    evaluation.continued = 0;
    return without_measurements(evaluation);
}

void expect_equal(const Trained& part, const Evaluation& of_part, const Trained& whole,
                  const Evaluation& of_whole) {
    EXPECT_EQ(without_time(of_part), without_time(of_whole));
    EXPECT_EQ(part.reports, whole.reports);
    EXPECT_EQ(part.weights.saved, whole.weights.saved);
    EXPECT_FALSE(whole.weights.saved.empty());
}

void expect_equal_however_stopped(const TrainerSetup& s) {
    Trained whole(s);
    const Evaluation of_whole = whole.session();
    ASSERT_EQ(of_whole.status, Status::ok) << of_whole.message;
    // In the first epoch; at its end; in the last; twice in an epoch; in each epoch.
    const std::vector<std::vector<int>> cases{
        {8}, {steps + 1}, {2 * steps + 19}, {steps + 4, 6}, {2, 21, 21}};
    for (const std::vector<int>& stops : cases) {
        SCOPED_TRACE(stops.front());
        Trained part(s);
        const Evaluation of_part = part.sessions(stops);
        EXPECT_EQ(of_part.continued, static_cast<int>(stops.size()));
        expect_equal(part, of_part, whole, of_whole);
    }
}

TEST(StoppedTraining, GoesOnAsIfNeverStoppedWithAdamDropoutAndRandomMoves) {
    TrainerSetup s = setup();
    s.recipe.mirroring = Mirroring::random;
    s.recipe.shift = 1;
    expect_equal_however_stopped(s);
}

TEST(StoppedTraining, GoesOnAsIfNeverStoppedWithAdamWNormAndTheBestEpoch) {
    TrainerSetup s = setup();
    s.recipe.optimizer = Optimizer::adamw;
    s.recipe.learning_rate = 0.02;
    s.recipe.weight_decay = 0.01;
    s.recipe.batch_norm = true;
    s.recipe.selection = Selection::best;
    s.recipe.mirroring = Mirroring::alternating;
    s.recipe.shift = 2;
    s.recipe.shift_fill = ShiftFill::reflect;
    expect_equal_however_stopped(s);
}

TEST(StoppedTraining, GoesOnAsIfNeverStoppedWithSgdEluAndSteps) {
    TrainerSetup s = setup();
    s.recipe.optimizer = Optimizer::sgd;
    s.recipe.learning_rate = 0.02;
    s.recipe.activation = Activation::elu;
    s.recipe.step_epochs = 1;
    expect_equal_however_stopped(s);
}

TEST(StoppedTraining, GoesOnAsIfNeverStoppedWithMuonNormAndATriangle) {
    TrainerSetup s = setup();
    s.recipe = training_preset("fast");
    s.recipe.batch = 400 / steps;
    s.recipe.precision = Precision::float32;
    s.recipe.dropout = true;
    expect_equal_however_stopped(s);
}

TEST(StoppedTraining, GoesOnAsIfNeverStoppedInBfloat16) {
    TrainerSetup s = setup();
    s.recipe.precision = Precision::bfloat16;
    expect_equal_however_stopped(s);
}

/// The trial begins with the weights of another training, whose end has other classes.
void fine_tune(Trained& trained, const TrainerSetup& s) {
    trained.trial.initial_weights = "trial-3.h5";
    trained.weights.initial =
        stored(build_network(parse_architecture("[C(8,3,1), C(8,3,1), P(2,2), FC(16), SM(9)]"),
                             s.input, s.recipe, {}, 123)
                   .state());
}

TEST(FineTunedTraining, GoesOnAsIfNeverStopped) {
    const TrainerSetup s = setup();
    Trained whole(s);
    fine_tune(whole, s);
    const Evaluation of_whole = whole.session();
    Trained part(s);
    fine_tune(part, s);
    const Evaluation of_part = part.sessions({8, steps + 4});
    expect_equal(part, of_part, whole, of_whole);
}

TEST(FineTunedTraining, MovesOnlyTheLastLayerAtARateOfZeroForTheOthers) {
    for (const Optimizer optimizer : {Optimizer::adam, Optimizer::sgd, Optimizer::muon}) {
        TrainerSetup s = setup();
        s.recipe.optimizer = optimizer;
        s.recipe.transferred_rate = 0.0;
        s.recipe.epochs = 1;
        s.recipe.learning_rates = 1;
        s.recipe.chance_factor = 0.0;
        Trained trained(s);
        fine_tune(trained, s);
        ASSERT_EQ(trained.session().status, Status::ok);
        const std::vector<Tensor>& initial = trained.weights.initial;
        const std::vector<Tensor>& after = trained.weights.saved;
        ASSERT_EQ(after.size(), 8U);
        for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(after[i], initial[i]) << after[i].name;
        const float bias = after[7].values[0];
        EXPECT_NE(bias, 0.0F) << "the new layer learns";
    }
}

TEST(StoppedTraining, KeepsTheWeightsOfABestEpochBeforeTheStop) {
    TrainerSetup s = setup();
    s.recipe.selection = Selection::best;
    s.recipe.schedule = Schedule::triangular;
    s.recipe.learning_rate = 0.3;  // comes to its peak late, and spoils what was learned
    s.recipe.initial_fraction = 0.003;
    s.recipe.peak_position = 1.0;
    Trained whole(s);
    const Evaluation of_whole = whole.session();
    ASSERT_LT(of_whole.best_epoch, 3);
    Trained part(s);
    const Evaluation of_part = part.sessions({2 * steps + 3});
    expect_equal(part, of_part, whole, of_whole);
}

TEST(StoppedTraining, GoesOnInALaterTry) {
    TrainerSetup s = setup();
    s.recipe.learning_rate = 20.0;
    s.recipe.restart_factor = 1e-4;
    s.recipe.chance_factor = 1.8;
    Trained whole(s);
    const Evaluation of_whole = whole.session();
    ASSERT_EQ(of_whole.restarts, 1);
    for (const int stop : {5, steps + 1, steps + 8, 2 * steps + 1}) {
        Trained part(s);
        const Evaluation of_part = part.sessions({stop});
        EXPECT_EQ(part.states.kept.at(7).attempt, stop > steps ? 1 : 0);
        expect_equal(part, of_part, whole, of_whole);
    }
}

TEST(StoppedTraining, NeedsEveryPartOfItsState) {
    TrainerSetup s = setup();
    s.recipe.epochs = 2;
    Trained whole(s);
    whole.session();
    Trained stopped(s);
    stopped.session(steps + 6);
    const TrainingState kept = stopped.states.kept.at(7);
    const auto changes_something = [&](auto change) {
        Trained part(s);
        part.states.kept[7] = kept;
        change(part.states.kept.at(7));
        EXPECT_EQ(part.session().continued, 1);
        return part.reports != whole.reports;
    };
    EXPECT_FALSE(changes_something([](TrainingState&) {}));
    EXPECT_TRUE(changes_something([](TrainingState& state) { --state.step; }));
    EXPECT_TRUE(changes_something([](TrainingState& state) { state.loss += 1.0; }));
    EXPECT_TRUE(changes_something([](TrainingState& state) { ++state.correct; }));
    ASSERT_EQ(kept.tensors.size(), 3U * 8U + 1U);
    for (std::size_t i = 0; i < kept.tensors.size(); ++i) {
        EXPECT_TRUE(changes_something([i](TrainingState& state) {
            for (float& number : state.tensors[i].values) number += 0.5F;
        })) << kept.tensors[i].name;
    }
}

TEST(StoppedTraining, EndsItsEpochIfThatComesInTime) {
    TrainerSetup s = setup();
    s.grace_seconds = 1000.0;
    Trained part(s);
    const Evaluation stopped = part.session(steps + 6);
    EXPECT_EQ(stopped.status, Status::stopped);
    EXPECT_EQ(stopped.saved_epochs, 2.0);
    EXPECT_EQ(part.states.kept.at(7).step, 0);
    EXPECT_EQ(part.reports.size(), 2U);
    EXPECT_EQ(part.session(steps - 3).status, Status::ok);  // the last epoch: it is done
}

TEST(StoppedTraining, StopsBetweenTwoStepsIfNot) {
    Trained part(setup());
    const Evaluation stopped = part.session(steps + 6);
    EXPECT_EQ(stopped.status, Status::stopped);
    EXPECT_DOUBLE_EQ(stopped.saved_epochs, 1.0 + 5.0 / steps);
    EXPECT_EQ(part.states.kept.at(7).step, 5);
    EXPECT_EQ(part.reports.size(), 1U);
}

TEST(StoppedTraining, LeavesNoStateBeforeItsFirstStep) {
    Trained part(setup());
    const Evaluation stopped = part.session(1);
    EXPECT_EQ(stopped.status, Status::stopped);
    EXPECT_EQ(stopped.message, "");
    EXPECT_EQ(stopped.saved_epochs, 0.0);
    EXPECT_EQ(part.states.saves, 0);
}

TEST(StoppedTraining, CountsItsTimeFromTheFirstSessionOn) {
    Trained part(setup());
    part.session(steps + 6);
    part.states.kept.at(7).seconds = 1000.0;
    part.states.kept.at(7).epoch_seconds = 500.0;
    part.reports.clear();
    Listener listener(never);
    TorchTrainer trainer(setup(), images().view(), part.weights, part.states);
    const Evaluation result = trainer.run(part.trial, listener);
    EXPECT_GT(result.seconds, 1000.0);
    EXPECT_GT(listener.reports[1].seconds, 500.0);
    TrainerSetup limited = setup();
    limited.recipe.trial_seconds = 999.0;
    TorchTrainer strict(limited, images().view(), part.weights, part.states);
    EXPECT_EQ(strict.run(part.trial, listener).status, Status::timeout);
}

TEST(KilledTraining, LosesWhatCameAfterTheLastSavedEpoch) {
    TrainerSetup s = setup();
    s.save_seconds = 1e-9;
    Trained whole(s);
    const Evaluation of_whole = whole.session();
    EXPECT_EQ(whole.states.saves, 2);  // not at the end of the last
    Trained part(s);
    EXPECT_THROW(part.session(never, 2 * steps + 5), Killed);
    EXPECT_EQ(part.states.kept.at(7).epochs, 2);
    part.reports.clear();  // as if they had not come to the journal: they are sent again
    const Evaluation of_part = part.session();
    expect_equal(part, of_part, whole, of_whole);
}

TEST(KilledTraining, BeginsAnewIfNothingWasSaved) {
    for (const double save_seconds : {0.0, 1000.0}) {
        TrainerSetup s = setup();
        s.save_seconds = save_seconds;
        Trained part(s);
        EXPECT_THROW(part.session(never, 2 * steps + 5), Killed);
        EXPECT_EQ(part.states.saves, 0);
        EXPECT_EQ(part.session().continued, 0);
    }
}

TEST(StateThatCannotBeSaved, CostsNothingButItself) {
    Trained part(setup());
    part.states.full = true;
    const Evaluation stopped = part.session(steps + 6);
    EXPECT_EQ(stopped.status, Status::stopped);
    EXPECT_EQ(stopped.saved_epochs, 0.0);
    EXPECT_NE(stopped.message.find("No space left"), std::string::npos);
    TrainerSetup often = setup();
    often.save_seconds = 1e-9;
    Trained whole(often);
    whole.states.full = true;
    EXPECT_EQ(whole.session().status, Status::ok);
}

TEST(StateThatCannotBeSaved, LeavesTheOneBefore) {
    Trained part(setup());
    const double saved = part.session(steps + 6).saved_epochs;
    part.states.full = true;
    EXPECT_EQ(part.session(steps + 6).saved_epochs, saved);
}

TEST(StateThatDoesNotFit, IsToldAndTheTrainingBeginsAnew) {
    Trained whole(setup());
    Evaluation of_whole = whole.session();
    using Change = void (*)(MemoryStates&);
    const std::vector<Change> changes{[](MemoryStates& s) { s.damage = "it is damaged"; },
                                      [](MemoryStates& s) { s.kept.at(7).attempt = 5; },
                                      [](MemoryStates& s) { s.kept.at(7).epochs = 3; },
                                      [](MemoryStates& s) { s.kept.at(7).step = steps; },
                                      [](MemoryStates& s) { s.kept.at(7).tensors.pop_back(); },
                                      [](MemoryStates& s) { s.kept.at(7).tensors.clear(); },
                                      [](MemoryStates& s) { s.kept.at(7).tensors[0].name = "x"; },
                                      [](MemoryStates& s) {
                                          s.kept.at(7).tensors[0].shape = {1, 8, 3, 3};
                                      },
                                      [](MemoryStates& s) {
                                          s.kept.at(7).tensors.push_back({"best ", {1}, {0.0F}});
                                      },
                                      [](MemoryStates& s) {
                                          s.kept.at(7).tensors.push_back({"more", {1}, {0.0F}});
                                      }};
    for (std::size_t i = 0; i < changes.size(); ++i) {
        SCOPED_TRACE(i);
        Trained part(setup());
        part.session(steps + 6);
        changes[i](part.states);
        Evaluation of_part = part.session();
        EXPECT_EQ(of_part.continued, 0);
        EXPECT_NE(of_part.message.find("began anew"), std::string::npos);
        of_part.message.clear();
        expect_equal(part, of_part, whole, of_whole);
    }
}

}  // namespace
}  // namespace metaqnn::train
