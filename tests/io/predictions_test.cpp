// Predictions in files: what comes back, and what is refused.
#include "io/predictions.hpp"

#include <limits>

#include "core/error.hpp"
#include "io/attributes.hpp"
#include "tests/io/damage.hpp"
#include "tests/io/folder.hpp"

namespace metaqnn {
namespace {

using test::expect_parts;
using test::message_of;

class PredictionFiles : public test::Folder {
  protected:
    std::string file_ = path("trial-7.h5");

    static StoredPredictions some_predictions() {
        StoredPredictions stored;
        stored.trial = 7;
        stored.architecture = parse_architecture("[C(2,1,1), SM(3)]");
        stored.images = 0xfedcba98U;
        stored.predictions.validation = {3, {2}, {0.25F, 0.25F, 0.5F}};
        stored.predictions.test = {3, {0, 1}, {1.0F, 0.0F, 0.0F, 0.125F, 0.75F, 0.125F}};
        return stored;
    }
    void change(const char* attribute, std::int64_t value) const {
        const h5::File file = h5::open_file(file_, h5::Access::read_write);
        h5::check(H5Adelete(file.id(), attribute), "change", file_);
        h5::write_integer(file.id(), attribute, value, file_);
    }
    std::string refusal() const {
        return message_of<ConfigError>([&] { read_predictions(file_); });
    }
};

TEST_F(PredictionFiles, ComeBackAsTheyWere) {
    EXPECT_EQ(predictions_file("models", 7), "models/trial-7.h5");
    write_predictions(file_, some_predictions());
    EXPECT_EQ(read_predictions(file_), some_predictions());
}

TEST_F(PredictionFiles, MayHaveNoValidationImages) {
    StoredPredictions stored = some_predictions();
    stored.predictions.validation = {3, {}, {}};
    write_predictions(file_, stored);
    EXPECT_EQ(read_predictions(file_), stored);
}

TEST_F(PredictionFiles, SayWhatIsWrongWithThem) {
    { const h5::File other = h5::create_file(file_); }
    expect_parts(refusal(), file_, "no file of predictions");
    write_predictions(file_, some_predictions());
    change("version", 2);
    expect_parts(refusal(), file_, "another version", "newer metaqnn");
    write_predictions(file_, some_predictions());
    for (const std::int64_t classes : {std::int64_t{0}, std::int64_t{1} << 40}) {
        change("classes", classes);
        expect_parts(refusal(), file_, "classes = " + std::to_string(classes));
    }
    change("classes", 4);
    expect_parts(refusal(), file_, "validation", "other shapes");
}

TEST_F(PredictionFiles, RefuseClassesThatThereAreNotAndNumbersThatAreNoProbabilities) {
    StoredPredictions stored = some_predictions();
    stored.predictions.test.labels[1] = 3;
    write_predictions(file_, stored);
    expect_parts(refusal(), file_, "test", "cannot have");
    for (const float value : {-0.5F, 1.5F, std::numeric_limits<float>::quiet_NaN()}) {
        stored = some_predictions();
        stored.predictions.validation.probabilities[1] = value;
        write_predictions(file_, stored);
        expect_parts(refusal(), file_, "validation", "cannot have");
    }
}

TEST_F(PredictionFiles, ThatAreDamagedAreToldOrRead) {
    write_predictions(file_, some_predictions());
    int told = 0;
    test::with_damage(file_, 50, 500, [&] {
        try {
            EXPECT_EQ(read_predictions(file_).predictions.test.size(), 2);
        } catch (const Error&) {
            ++told;
        }
    });
    EXPECT_GT(told, 100) << "cuts alone are 50";
}

}  // namespace
}  // namespace metaqnn
