// Whole trainings on small made-up images: what they learn and how they end.
#include "train/torch_trainer.hpp"

#include <map>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <c10/util/Exception.h>
#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/support/measurements.hpp"
#include "tests/support/memory_states.hpp"
#include "tests/support/test_device.hpp"
#include "tests/train/made_images.hpp"

namespace metaqnn::train {
namespace {

class MemoryStore final : public WeightsStore {
  public:
    void save(const Trial& trial, const std::vector<Tensor>& tensors) override {
        saved[trial.id] = tensors;
    }
    StoredNetwork load(TrialId trial) override {
        if (!saved.contains(trial)) throw IoError("no weights of this trial");
        StoredNetwork network = told;
        network.tensors = saved.at(trial);
        return network;
    }
    std::vector<Tensor> load_initial(const Trial&) override { throw IoError("no weights"); }
    std::map<TrialId, std::vector<Tensor>> saved;
    StoredNetwork told;  // what stored weights tell besides
};

class FullStore final : public WeightsStore {
  public:
    void save(const Trial&, const std::vector<Tensor>&) override {
        throw DiskFullError("cannot write trial-7.h5 (No space left on device)");
    }
    StoredNetwork load(TrialId) override { throw IoError("no weights"); }
    std::vector<Tensor> load_initial(const Trial&) override { throw IoError("no weights"); }
};

class MemoryPredictions final : public PredictionStore {
  public:
    void save(const Trial& trial, const NetworkPredictions& predictions) override {
        if (full) throw DiskFullError("cannot write trial-7.h5 (No space left on device)");
        kept[trial.id] = predictions;
    }
    std::map<TrialId, NetworkPredictions> kept;
    bool full = false;
};

class EpochListener final : public TrainingObserver {
  public:
    void on_epoch(const EpochReport& report) override { reports.push_back(report); }
    bool stop_requested() override {
        ++questions;
        return false;
    }
    std::vector<EpochReport> reports;
    int questions = 0;
};

const MadeImages& training_images() {
    static const MadeImages made({1, 8}, 400, 100, 80);
    return made;
}

TrainerSetup small_setup() {
    TrainerSetup s;
    s.input = {1, 8};
    s.classes = MadeImages::classes;
    s.device = test_device();
    s.recipe.epochs = 4;
    s.recipe.batch = 20;
    s.recipe.precision = Precision::float32;
    return s;
}

Trial trial_of(const char* text, TrialId id = 7) {
    Trial trial;
    trial.id = id;
    trial.architecture = parse_architecture(text);
    trial.seed = 99;
    return trial;
}

constexpr const char* small_network = "[C(8,3,1), C(8,3,1), P(2,2), FC(16), SM(4)]";

Evaluation train(const TrainerSetup& s, const Trial& trial, EpochListener& listener) {
    MemoryStore store;
    MemoryStates states;
    TorchTrainer trainer(s, training_images().view(), store, states);
    return trainer.run(trial, listener);
}

Evaluation train(const TrainerSetup& s, const char* text = small_network) {
    EpochListener listener;
    return train(s, trial_of(text), listener);
}

TEST(TorchTrainer, LearnsWhatCanBeLearned) {
    const Evaluation result = train(small_setup());
    EXPECT_EQ(result.status, Status::ok);
    EXPECT_GT(result.accuracy, 0.95);
    EXPECT_EQ(result.epochs, 4);
    EXPECT_EQ(result.restarts, 0);
    EXPECT_EQ(result.trial, 7);
    EXPECT_TRUE(result.device.starts_with(test_device())) << result.device;
    EXPECT_EQ(result.measured_parameters, 80 + 584 + 8 * 16 * 16 + 16 + 16 * 4 + 4);
}

TEST(TorchTrainer, LearnsWithEveryOptimizerAndBatchNorm) {
    for (const Optimizer optimizer :
         {Optimizer::adam, Optimizer::adamw, Optimizer::sgd, Optimizer::muon}) {
        TrainerSetup s = small_setup();
        s.recipe.optimizer = optimizer;
        s.recipe.learning_rate = optimizer == Optimizer::sgd ? 0.02 : 0.003;
        s.recipe.muon_rate = 0.05;
        s.recipe.batch_norm = true;
        s.recipe.dropout = false;
        s.recipe.initialisation = Initialisation::identity;
        s.recipe.label_smoothing = 0.2;
        s.recipe.schedule = Schedule::triangular;
        EXPECT_GT(train(s).accuracy, 0.95) << static_cast<int>(optimizer);
    }
}

TEST(TorchTrainer, GoesOnAfterTheMemoryOfAGpuRanOut) {
    if (test_device() == "cpu") GTEST_SKIP() << "METAQNN_TEST_DEVICE names no GPU";
    MemoryStore store;
    MemoryStates states;
    TorchTrainer trainer(small_setup(), training_images().view(), store, states);
    EpochListener listener;
    std::vector<at::Tensor> taken;
    for (std::int64_t bytes = std::int64_t{1} << 32; bytes >= 1 << 20;) {
        try {
            taken.push_back(at::empty({bytes}, at::dtype(at::kByte).device(test_device())));
        } catch (const c10::OutOfMemoryError&) {
            bytes /= 2;
        }
    }
    const Trial wide = trial_of("[C(512,3,1), C(512,3,1), SM(4)]");
    EXPECT_EQ(trainer.run(wide, listener).status, Status::out_of_memory);
    taken.clear();
    EXPECT_EQ(trainer.run(wide, listener).status, Status::ok);
}

TEST(TorchTrainer, LearnsInBfloat16) {
    TrainerSetup s = small_setup();
    s.recipe.precision = Precision::bfloat16;
    EXPECT_GT(train(s).accuracy, 0.9);
}

TEST(TorchTrainer, GivesTheSameEvaluationForTheSameTrial) {
    TrainerSetup s = small_setup();
    s.recipe.epochs = 2;
    s.recipe.shift = 1;
    s.recipe.mirroring = Mirroring::random;
    EpochListener first;
    EpochListener second;
    Evaluation a = train(s, trial_of(small_network), first);
    Evaluation b = train(s, trial_of(small_network), second);
    EXPECT_EQ(without_measurements(a), without_measurements(b));
    ASSERT_EQ(first.reports.size(), second.reports.size());
    ASSERT_GE(first.reports.size(), 2U);
    for (std::size_t i = 0; i < first.reports.size(); ++i) {
        first.reports[i].seconds = second.reports[i].seconds = 0.0;
        EXPECT_EQ(first.reports[i], second.reports[i]);
    }
}

TEST(TorchTrainer, GivesTheSameEvaluationWhateverItTrainedBefore) {
    TrainerSetup s = small_setup();
    s.recipe.epochs = 1;
    s.recipe.activation = Activation::elu;  // dropout in a pass of its own
    MemoryStore store;
    MemoryStates states;
    EpochListener listener;
    TorchTrainer trainer(s, training_images().view(), store, states);
    Evaluation fresh = trainer.run(trial_of(small_network), listener);
    trainer.run(trial_of("[C(8,1,1), C(8,3,1), GAP(4)]", 8), listener);
    Evaluation later = trainer.run(trial_of(small_network), listener);
    EXPECT_EQ(without_measurements(fresh), without_measurements(later));
    EXPECT_EQ(listener.reports.front().training_loss, listener.reports.back().training_loss);
}

TEST(TorchTrainer, DependsOnTheSeedOfTheTrial) {
    TrainerSetup s = small_setup();
    s.recipe.epochs = 1;
    EpochListener first;
    EpochListener second;
    Trial other = trial_of(small_network);
    other.seed = 100;
    train(s, trial_of(small_network), first);
    train(s, other, second);
    EXPECT_NE(first.reports[0].training_loss, second.reports[0].training_loss);
}

TEST(TorchTrainer, ReportsEachEpochWithItsRate) {
    TrainerSetup s = small_setup();
    s.recipe.step_epochs = 1;
    s.recipe.epochs = 3;
    EpochListener listener;
    const Evaluation result = train(s, trial_of(small_network), listener);
    ASSERT_EQ(listener.reports.size(), 3U);
    EXPECT_EQ(listener.reports[0].epoch, 1);
    EXPECT_EQ(listener.reports[0].trial, 7);
    EXPECT_DOUBLE_EQ(listener.reports[0].learning_rate, 0.001);
    EXPECT_DOUBLE_EQ(listener.reports[2].learning_rate, 0.001 * 0.2 * 0.2);
    EXPECT_LT(listener.reports[2].training_loss, listener.reports[0].training_loss);
    EXPECT_DOUBLE_EQ(listener.reports[2].validation_accuracy, result.accuracy);
    EXPECT_GT(listener.reports[0].seconds, 0.0);
}

TEST(TorchTrainer, TakesTheBestEpochWhenAsked) {
    TrainerSetup s = small_setup();
    s.recipe.epochs = 6;
    s.recipe.learning_rate = 0.02;  // so that the accuracy goes up and down
    s.recipe.selection = Selection::best;
    EpochListener listener;
    Trial trial = trial_of("[C(4,3,1), SM(4)]");
    trial.keep_above = 0.0;
    MemoryStore store;
    MemoryStates states;
    TorchTrainer trainer(s, training_images().view(), store, states);
    const Evaluation result = trainer.run(trial, listener);
    double best = 0.0;
    for (const EpochReport& report : listener.reports) {
        best = std::max(best, report.validation_accuracy);
    }
    EXPECT_EQ(result.accuracy, best);
    EXPECT_EQ(listener.reports[static_cast<std::size_t>(result.best_epoch) - 1].validation_accuracy,
              best);
    EXPECT_EQ(store.saved.count(7), 1U);
}

TEST(TorchTrainer, StartsAgainWithLowerRatesWhenNoBetterThanChance) {
    TrainerSetup s = small_setup();
    s.recipe.chance_factor = 4.0;  // every accuracy counts as chance
    EpochListener listener;
    const Evaluation result = train(s, trial_of(small_network), listener);
    EXPECT_EQ(result.status, Status::ok);
    EXPECT_DOUBLE_EQ(result.accuracy, 0.25);
    EXPECT_EQ(result.restarts, 4);
    EXPECT_EQ(result.epochs, 1);
    EXPECT_DOUBLE_EQ(result.learning_rate, 0.001 * 0.4 * 0.4 * 0.4 * 0.4);
    ASSERT_EQ(listener.reports.size(), 5U);
    EXPECT_EQ(listener.reports[4].attempt, 4);
    EXPECT_DOUBLE_EQ(listener.reports[1].learning_rate, 0.0004);
}

TEST(TorchTrainer, RecoversAtALowerRateWhenTheFirstIsTooHigh) {
    TrainerSetup s = small_setup();
    s.recipe.learning_rate = 20.0;
    s.recipe.restart_factor = 1e-4;
    s.recipe.chance_factor = 1.8;  // the largest class alone may have more than a quarter
    const Evaluation result = train(s);
    EXPECT_EQ(result.status, Status::ok);
    EXPECT_GE(result.restarts, 1);
    EXPECT_GT(result.accuracy, 0.9);
}

TrainerSetup exploding() {
    TrainerSetup s = small_setup();
    s.recipe.optimizer = Optimizer::sgd;
    s.recipe.learning_rate = 1e30;
    s.recipe.restart_factor = 1.0;
    return s;
}

TEST(TorchTrainer, DivergesWhenTheLossIsNoNumberAtEveryRate) {
    const Evaluation result = train(exploding());
    EXPECT_EQ(result.status, Status::diverged);
    EXPECT_EQ(result.restarts, 4);
    EXPECT_EQ(result.accuracy, 0.0);
    EXPECT_FALSE(result.message.empty());
}

TEST(TorchTrainer, DivergesAtOnceWithoutRestarts) {
    TrainerSetup s = exploding();
    s.recipe.learning_rates = 1;
    EpochListener listener;
    const Evaluation result = train(s, trial_of(small_network), listener);
    EXPECT_EQ(result.status, Status::diverged);
    EXPECT_LE(listener.questions, 20);
}

TEST(TorchTrainer, EndsATrainingThatTakesTooLong) {
    TrainerSetup s = small_setup();
    s.recipe.trial_seconds = 1e-6;
    const Evaluation result = train(s);
    EXPECT_EQ(result.status, Status::timeout);
    EXPECT_EQ(result.accuracy, 0.0);
}

TEST(TorchTrainer, CountsATrainingWhoseWeightsFindNoSpace) {
    FullStore store;
    MemoryStates states;
    EpochListener listener;
    Trial trial = trial_of(small_network);
    trial.keep_above = 0.0;
    TorchTrainer trainer(small_setup(), training_images().view(), store, states);
    const Evaluation result = trainer.run(trial, listener);
    EXPECT_EQ(result.status, Status::ok);
    EXPECT_GT(result.accuracy, 0.0);
    EXPECT_FALSE(result.weights_stored);
    EXPECT_EQ(result.message, "cannot write trial-7.h5 (No space left on device)");
}

TEST(TorchTrainer, SaysOutOfMemoryAndGoesOnAfterIt) {
    MemoryStore store;
    MemoryStates states;
    EpochListener listener;
    TorchTrainer trainer(small_setup(), training_images().view(), store, states);
    // Weights of 1,000,000 x 1,000,000 numbers: four terabytes.
    const Evaluation huge = trainer.run(trial_of("[FC(1000000), FC(1000000), SM(4)]"), listener);
    EXPECT_EQ(huge.status, Status::out_of_memory) << huge.message;
    EXPECT_NE(huge.message.find("exceed the memory of this computer"), std::string::npos);
    EXPECT_EQ(trainer.run(trial_of(small_network), listener).status, Status::ok);
}

TEST(TorchTrainer, StoresWeightsOnlyAboveTheLimit) {
    MemoryStore store;
    MemoryStates states;
    EpochListener listener;
    TorchTrainer trainer(small_setup(), training_images().view(), store, states);
    Trial trial = trial_of(small_network);
    EXPECT_FALSE(trainer.run(trial, listener).weights_stored);
    trial.keep_above = 0.5;
    EXPECT_TRUE(trainer.run(trial, listener).weights_stored);
    trial.keep_above = 1.0;
    trial.id = 8;
    EXPECT_FALSE(trainer.run(trial, listener).weights_stored);
    ASSERT_EQ(store.saved.size(), 1U);
    EXPECT_EQ(store.saved[7].front().name, "0.weight");
    EXPECT_EQ(store.saved[7].front().shape, (std::vector<std::int64_t>{8, 1, 3, 3}));
    EXPECT_EQ(store.saved[7].front().values.size(), 72U);
}

TEST(TorchTrainer, TestsStoredWeightsOnTheTestImages) {
    for (const bool batch_norm : {false, true}) {
        TrainerSetup s = small_setup();
        s.recipe.batch_norm = batch_norm;
        MemoryStore store;
        MemoryStates states;
        EpochListener listener;
        TorchTrainer trainer(s, training_images().view(), store, states);
        Trial trial = trial_of(small_network);
        trial.keep_above = 0.0;
        trainer.run(trial, listener);
        trial.task = Task::test;
        trial.seed = 1;
        const Evaluation result = trainer.run(trial, listener);
        EXPECT_EQ(result.task, Task::test);
        EXPECT_GT(result.accuracy, 0.95);
    }
}

TEST(TorchTrainer, KeepsWhatATestedNetworkSays) {
    MemoryStore store;
    MemoryStates states;
    MemoryPredictions predictions;
    EpochListener listener;
    TorchTrainer trainer(small_setup(), training_images().view(), store, states, &predictions);
    Trial trial = trial_of(small_network);
    trial.keep_above = 0.0;
    const Evaluation trained = trainer.run(trial, listener);
    EXPECT_TRUE(predictions.kept.empty());
    trial.task = Task::test;
    const Evaluation tested = trainer.run(trial, listener);
    const NetworkPredictions& said = predictions.kept.at(7);
    EXPECT_EQ(said.validation.size(), 100);
    EXPECT_EQ(said.test.size(), 80);
    EXPECT_DOUBLE_EQ(accuracy_of(said.validation), trained.accuracy);
    EXPECT_DOUBLE_EQ(accuracy_of(said.test), tested.accuracy);
}

TEST(TorchTrainer, TestsByTheRulesAndTheMeanThatStoredWeightsTell) {
    MemoryStore store;
    MemoryStates states;
    EpochListener listener;
    Trial trial = trial_of(small_network);
    trial.keep_above = 0.0;
    const auto say = [&](const TrainerSetup& s, const MadeImages& shown) {
        MemoryPredictions predictions;
        TorchTrainer trainer(s, shown.view(), store, states, &predictions);
        if (store.saved.empty()) trainer.run(trial, listener);
        Trial test = trial;
        test.task = Task::test;
        trainer.run(test, listener);
        return predictions.kept.at(7).test;
    };
    const Predictions own = say(small_setup(), training_images());
    store.told.rules = inference_rules(small_setup().recipe);
    store.told.mean.assign(training_images().view().mean.begin(),
                           training_images().view().mean.end());
    store.told.deviation.assign(training_images().view().deviation.begin(),
                                training_images().view().deviation.end());
    TrainerSetup other = small_setup();
    other.recipe.activation = Activation::gelu;
    other.recipe.normalisation = Normalisation::global_contrast;
    EXPECT_EQ(say(other, training_images()), own);
}

TEST(TorchTrainer, TestsWithoutPredictionsWhenTheyCannotBeKept) {
    MemoryStore store;
    MemoryStates states;
    MemoryPredictions predictions;
    predictions.full = true;
    EpochListener listener;
    TorchTrainer trainer(small_setup(), training_images().view(), store, states, &predictions);
    Trial trial = trial_of(small_network);
    trial.keep_above = 0.0;
    trainer.run(trial, listener);
    trial.task = Task::test;
    const Evaluation tested = trainer.run(trial, listener);
    EXPECT_EQ(tested.status, Status::ok);
    EXPECT_GT(tested.accuracy, 0.95);
    EXPECT_NE(tested.message.find("No space left"), std::string::npos) << tested.message;
}

TEST(TorchTrainer, CannotTestWithoutWeightsOrWithThoseOfAnotherNetwork) {
    MemoryStore store;
    MemoryStates states;
    EpochListener listener;
    TorchTrainer trainer(small_setup(), training_images().view(), store, states);
    Trial trial = trial_of(small_network);
    trial.task = Task::test;
    EXPECT_THROW(trainer.run(trial, listener), IoError);
    store.saved[7] = {{"0.weight", {1}, {0.0F}}};
    EXPECT_THROW(trainer.run(trial, listener), IoError);
}

TEST(TorchTrainer, RefusesImagesOfAnotherShape) {
    TrainerSetup s = small_setup();
    s.input = {3, 8};
    MemoryStore store;
    MemoryStates states;
    EXPECT_THROW(TorchTrainer(s, training_images().view(), store, states), ConfigError);
}

}  // namespace
}  // namespace metaqnn::train
