// metaqnn-trainer as a process: real images, real trainings, files and messages.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "data/image_file.hpp"
#include "io/predictions.hpp"
#include "io/weights.hpp"
#include "pool/local_pool.hpp"
#include "tests/support/measurements.hpp"
#include "tests/support/test_device.hpp"

namespace metaqnn {
namespace {

namespace fs = std::filesystem;

/// A folder of its own that is removed again, with made images and a place for weights.
class Workplace {
  public:
    Workplace() {
        std::string name = (fs::temp_directory_path() / "metaqnn-trainer-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw IoError("mkdtemp failed: " + name);
        folder_ = name;
        fs::create_directories(folder_ / "models");
        fs::create_directories(folder_ / "predictions");
        DataSpec data;
        data.synthetic = {
            .images = 600, .test_images = 100, .side = 12, .classes = 4, .difficulty = 0.1};
        data.validation = 100;
        setup_.images = prepare_image_file(data, 1, folder_);
        setup_.models = folder_ / "models";
        setup_.predictions = folder_ / "predictions";
        setup_.input = {1, 12};
        setup_.classes = 4;
        setup_.device = test_device();
        setup_.recipe = training_preset("fast");
        setup_.recipe.batch = 50;
        setup_.recipe.shift = 0;
        setup_.recipe.mirroring = Mirroring::none;
    }
    ~Workplace() { fs::remove_all(folder_); }
    Workplace(const Workplace&) = delete;
    Workplace& operator=(const Workplace&) = delete;

    TrainerSetup& setup() { return setup_; }
    fs::path weights(TrialId trial) const {
        return folder_ / "models" / ("trial-" + std::to_string(trial) + ".h5");
    }
    fs::path predictions(TrialId trial) const {
        return predictions_file(setup_.predictions, trial);
    }

  private:
    fs::path folder_;
    TrainerSetup setup_;
};

Trial trial_of(const char* text, TrialId id) {
    Trial trial;
    trial.id = id;
    trial.architecture = parse_architecture(text);
    trial.seed = 5;
    return trial;
}

constexpr const char* network = "[C(16,3,1), P(2,2), C(16,3,1), GAP(4)]";

/// Runs one trial to its end; `watch` sees every event before.
Evaluation run(
    LocalPool& pool, const Trial& trial,
    const std::function<void(const PoolEvent&)>& watch = [](const PoolEvent&) {}) {
    using namespace std::chrono_literals;
    const auto limit = std::chrono::steady_clock::now() + 120s;
    bool submitted = false;
    while (std::chrono::steady_clock::now() < limit) {
        if (!submitted && pool.idle() > 0) {
            pool.submit(trial, 0);
            submitted = true;
        }
        for (const PoolEvent& event : pool.wait(50ms)) {
            watch(event);
            if (const auto* evaluation = std::get_if<Evaluation>(&event)) return *evaluation;
        }
    }
    throw IoError("the trainer did not answer within two minutes");
}

LocalPool pool_of(const TrainerSetup& setup) { return {{.command = {METAQNN_TRAINER}}, setup}; }

TEST(TrainerProgram, TrainsStoresAndTestsANetwork) {
    Workplace place;
    LocalPool pool = pool_of(place.setup());
    Trial trial = trial_of(network, 3);
    trial.keep_above = 0.3;
    int epochs = 0;
    const Evaluation trained = run(pool, trial, [&](const PoolEvent& event) {
        epochs += std::holds_alternative<EpochReport>(event) ? 1 : 0;
    });
    EXPECT_EQ(trained.status, Status::ok) << trained.message;
    EXPECT_GT(trained.accuracy, 0.6);
    EXPECT_TRUE(trained.device.starts_with(test_device())) << trained.device;
    EXPECT_GE(epochs, trained.epochs);
    ASSERT_TRUE(trained.weights_stored);

    const StoredNetwork stored = read_weights(place.weights(3));
    EXPECT_EQ(stored.architecture, trial.architecture);
    EXPECT_EQ(stored.tensors.front().name, "0.weight");
    EXPECT_EQ(stored.tensors.front().shape, (std::vector<std::int64_t>{16, 1, 3, 3}));
    EXPECT_EQ(stored.rules, inference_rules(place.setup().recipe));
    const MappedImages images(place.setup().images);
    EXPECT_EQ(stored.mean, std::vector(images.mean().begin(), images.mean().end()));
    EXPECT_EQ(stored.deviation, std::vector(images.deviation().begin(), images.deviation().end()));

    trial.task = Task::test;
    const Evaluation tested = run(pool, trial);
    EXPECT_EQ(tested.status, Status::ok);
    EXPECT_EQ(tested.task, Task::test);
    EXPECT_GT(tested.accuracy, 0.5);

    const StoredPredictions said = read_predictions(place.predictions(3));
    EXPECT_EQ(said.architecture, trial.architecture);
    EXPECT_EQ(said.images, MappedImages(place.setup().images).checksum());
    EXPECT_DOUBLE_EQ(accuracy_of(said.predictions.test), tested.accuracy);
    EXPECT_DOUBLE_EQ(accuracy_of(said.predictions.validation), trained.accuracy);
}

TEST(TrainerProgram, GivesTheSameEvaluationInAnotherProcess) {
    Workplace place;
    const auto evaluation = [&] {
        LocalPool pool = pool_of(place.setup());
        return without_measurements(run(pool, trial_of(network, 3)));
    };
    EXPECT_EQ(evaluation(), evaluation());
}

TEST(TrainerProgram, StopsATrainingWhenAsked) {
    Workplace place;
    place.setup().recipe.epochs = 100'000;
    LocalPool pool = pool_of(place.setup());
    const Evaluation result = run(pool, trial_of(network, 3), [&](const PoolEvent& event) {
        if (std::holds_alternative<EpochReport>(event)) pool.stop();
    });
    EXPECT_EQ(result.status, Status::stopped);
}

TEST(TrainerProgram, SaysOutOfMemoryAndServesTheNextTrial) {
    Workplace place;
    LocalPool pool = pool_of(place.setup());
    const Evaluation huge = run(pool, trial_of("[FC(1000000), FC(1000000), SM(4)]", 3));
    EXPECT_EQ(huge.status, Status::out_of_memory) << huge.message;
    const Evaluation next = run(pool, trial_of(network, 4));
    EXPECT_EQ(next.status, Status::ok) << next.message;
}

/// What a command prints on both outputs, and its exit code.
struct Printed {
    int code;
    std::string text;
};

Printed run_program(const std::string& arguments) {
    const std::string command = std::string(METAQNN_TRAINER) + " " + arguments + " 2>&1";
    FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) throw IoError("popen failed: " + command);
    std::string text;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text += static_cast<char>(c);
    const int status = ::pclose(pipe);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, text};
}

TEST(TrainerProgram, TellsItsVersion) {
    const Printed printed = run_program("--version");
    EXPECT_EQ(printed.code, 0);
    EXPECT_NE(printed.text.find("LibTorch 2."), std::string::npos) << printed.text;
    EXPECT_NE(printed.text.find("CUDA"), std::string::npos);
}

TEST(TrainerProgram, TimesSteps) {
    const Printed printed =
        run_program("--benchmark '[C(4,3,1), SM(10)]' 1 8 4 3 paper cpu float32");
    EXPECT_EQ(printed.code, 0);
    EXPECT_EQ(std::count(printed.text.begin(), printed.text.end(), '\n'), 3) << printed.text;
}

TEST(TrainerProgram, RefusesWhatItDoesNotKnow) {
    EXPECT_EQ(run_program("--nonsense").code, 2);
    EXPECT_EQ(run_program("--benchmark '[SM(10)]' 1 8 0 3 paper").code, 2);
    EXPECT_EQ(run_program("--benchmark '[SM(10)]' 1 8 4 3 papr").code, 2);
    EXPECT_EQ(run_program("--benchmark '[SM(10)]' 1 8 4 3 paper cpu float64").code, 2);
}

}  // namespace
}  // namespace metaqnn
