// States of trainings: what comes back, whose it must be, and that damage is never believed.
#include "io/training_files.hpp"

#include <limits>

#include "core/error.hpp"
#include "io/attributes.hpp"
#include "tests/io/damage.hpp"
#include "tests/io/folder.hpp"

namespace metaqnn {
namespace {

using test::expect_parts;

class TrainingStates : public test::Folder {
  protected:
    static constexpr std::uint64_t recipe = 0xfedcba9876543210U;
    static constexpr StateBounds bounds{5, 100};

    static Trial a_trial() {
        Trial trial;
        trial.id = 7;
        trial.architecture = parse_architecture("[C(2,1,1), SM(3)]");
        trial.seed = 0xffff'ffff'ffff'fff1U;
        return trial;
    }
    static TrainingState a_state() {
        TrainingState state;
        state.attempt = 2;
        state.epochs = 4;
        state.step = 17;
        state.loss = 123.456;
        state.correct = 321;
        state.epoch_seconds = 1.5;
        state.seconds = 99.5;
        state.energy_joules = 640.0;
        state.best_epoch = 3;
        state.best_accuracy = 0.75;
        state.continued = 1;
        for (int epoch = 1; epoch <= 4; ++epoch) {
            state.reports.push_back(
                {7, -1, 2, epoch, 0.001, 1.0 / epoch, 0.5, 2.0 / epoch, 0.6, 9.0});
        }
        state.tensors = {{"0.weight", {2, 1, 1, 1}, {0.5F, -1e-38F}},
                         {"0.bias", {2}, {std::numeric_limits<float>::infinity(), 2.0F}},
                         {"first 0.weight", {2, 1, 1, 1}, {0.25F, 0.125F}},
                         {"steps", {1}, {3.0F}}};
        return state;
    }
    TrainingFiles files(std::uint64_t of_recipe = recipe) const {
        return {folder_.string(), of_recipe};
    }
    std::string file() const { return training_file(folder_.string(), 7); }
    std::string problem(const Trial& trial, const StateBounds& within = bounds,
                        std::uint64_t of_recipe = recipe) const {
        const FoundState found = files(of_recipe).load(trial, within);
        EXPECT_FALSE(found.state.has_value());
        return found.problem;
    }
    void change(const char* attribute, std::int64_t value) const {
        const h5::File changed = h5::open_file(file(), h5::Access::read_write);
        h5::check(H5Adelete(changed.id(), attribute), "change", file());
        h5::write_integer(changed.id(), attribute, value, file());
    }
};

TEST_F(TrainingStates, ComeBackBitByBit) {
    files().save(a_trial(), a_state());
    const FoundState found = files().load(a_trial(), bounds);
    ASSERT_TRUE(found.state.has_value()) << found.problem;
    EXPECT_EQ(*found.state, a_state());
}

TEST_F(TrainingStates, MayHoldNoEpochAndNoTensor) {
    files().save(a_trial(), {});
    const FoundState found = files().load(a_trial(), {0, 0});
    ASSERT_TRUE(found.state.has_value()) << found.problem;
    EXPECT_EQ(*found.state, TrainingState{});
}

TEST_F(TrainingStates, AreReplacedByLaterOnes) {
    files().save(a_trial(), a_state());
    TrainingState later = a_state();
    later.step = 18;
    files().save(a_trial(), later);
    EXPECT_EQ(files().load(a_trial(), bounds).state, later);
}

TEST_F(TrainingStates, ThatAreMissingAreNoProblem) {
    EXPECT_EQ(problem(a_trial()), "");
    EXPECT_EQ(TrainingFiles("", recipe).load(a_trial(), bounds).problem, "");
}

TEST_F(TrainingStates, AreRefusedWithoutAFolder) {
    EXPECT_THROW(TrainingFiles("", recipe).save(a_trial(), a_state()), IoError);
    EXPECT_THROW(TrainingFiles(path("missing"), recipe).save(a_trial(), a_state()), IoError);
}

TEST_F(TrainingStates, OfAnotherTrialOrRecipeAreNotUsed) {
    files().save(a_trial(), a_state());
    Trial other = a_trial();
    other.seed += 1;
    expect_parts(problem(other), file(), "another trial");
    other = a_trial();
    other.architecture = parse_architecture("[C(2,3,1), SM(3)]");
    expect_parts(problem(other), file(), "another trial");
    expect_parts(problem(a_trial(), bounds, recipe + 1), file(), "another recipe");
    std::filesystem::copy_file(file(), training_file(folder_.string(), 8));
    other = a_trial();
    other.id = 8;
    expect_parts(problem(other), "trial-8.h5", "another trial");
}

TEST_F(TrainingStates, WithMoreThanAStateCanHoldAreNotUsed) {
    files().save(a_trial(), a_state());
    expect_parts(problem(a_trial(), {3, 100}), "reports holds more numbers");
    expect_parts(problem(a_trial(), {5, 6}), "holds more numbers");
    change("tensors", std::int64_t{1} << 60);
    expect_parts(problem(a_trial()), "claims");
}

TEST_F(TrainingStates, WithImpossibleNumbersAreNotUsed) {
    for (const char* name : {"attempt", "epochs", "step", "correct", "best_epoch", "continued"}) {
        files().save(a_trial(), a_state());
        change(name, -1);
        expect_parts(problem(a_trial()), file(), "damaged");
    }
    const auto expect_refused = [&](auto change_state) {
        TrainingState state = a_state();
        change_state(state);
        files().save(a_trial(), state);
        expect_parts(problem(a_trial()), file(), "impossible number");
    };
    expect_refused([](auto& state) { state.best_epoch = 5; });
    expect_refused([](auto& state) { state.reports[1].epoch = -1; });
    const double endless = std::numeric_limits<double>::infinity();
    for (const double wrong : {-0.5, endless, std::numeric_limits<double>::quiet_NaN()}) {
        expect_refused([&](auto& state) { state.epoch_seconds = wrong; });
        expect_refused([&](auto& state) { state.seconds = wrong; });
        expect_refused([&](auto& state) { state.energy_joules = wrong; });
        expect_refused([&](auto& state) { state.reports[3].seconds = wrong; });
        expect_refused([&](auto& state) { state.best_accuracy = wrong; });
        expect_refused([&](auto& state) { state.reports[3].training_accuracy = wrong; });
        expect_refused([&](auto& state) { state.reports[3].validation_accuracy = wrong; });
    }
    expect_refused([](auto& state) { state.best_accuracy = 1.5; });
    expect_refused([](auto& state) { state.reports[0].training_accuracy = 1.5; });
    expect_refused([](auto& state) { state.reports[0].validation_accuracy = 1.5; });
}

TEST_F(TrainingStates, OfAnotherKindAreNotUsed) {
    test::write_bytes(file(), "no HDF5 at all");
    expect_parts(problem(a_trial()), file(), "signature");
    { const h5::File other = h5::create_file(file()); }
    expect_parts(problem(a_trial()), file(), "'format'");
}

TEST_F(TrainingStates, ThatAreDamagedAreNeverBelieved) {
    files().save(a_trial(), a_state());
    int told = 0;
    test::with_damage(file(), 50, 1000, [&] {
        const FoundState found = files().load(a_trial(), bounds);
        if (!found.state) {
            EXPECT_NE(found.problem, "");
            ++told;
            return;
        }
        EXPECT_EQ(*found.state, a_state());
    });
    EXPECT_GT(told, 100) << "cuts alone are 50";
}

}  // namespace
}  // namespace metaqnn
