// Tests of messages and their bytes, with peers that cannot be trusted.
#include "wire/messages.hpp"

#include <cstring>
#include <string>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "core/random.hpp"
#include "tests/support/members.hpp"
#include "wire/fields.hpp"

namespace metaqnn::wire {
namespace {

Evaluation full_evaluation() {
    Evaluation e;
    e.trial = 17;
    e.task = Task::test;
    e.status = Status::timeout;
    e.accuracy = 0.875;
    e.best_epoch = 3;
    e.epochs = 4;
    e.restarts = 2;
    e.learning_rate = 0.0004;
    e.seconds = 12.5;
    e.latency_seconds = 0.0025;
    e.energy_joules = 812.0;
    e.saved_epochs = 1.25;
    e.measured_parameters = 5'000'000'000;
    e.weights_stored = true;
    e.worker = 6;
    e.host = "node-1";
    e.device = "cuda:1";
    e.message = "no epoch within 30 s";
    return e;
}

TrainerSetup full_setup() {
    TrainerSetup setup;
    setup.recipe.optimizer = Optimizer::muon;
    setup.recipe.precision = Precision::bfloat16;
    setup.recipe.dropout = false;
    setup.recipe.fully_connected_dropout = 0.5;
    setup.recipe.normalisation = Normalisation::local_contrast;
    setup.recipe.trial_seconds = 77.0;
    setup.recipe.transferred_rate = 0.25;
    setup.recipe.stages = {{1.0, 3}, {0.25, 2}};
    setup.images = "/tmp/images.h5";
    setup.models = "run/models";
    setup.trainings = "run/training";
    setup.predictions = "run/predictions";
    setup.input = {3, 32};
    setup.classes = 100;
    setup.device = "cuda";
    setup.local_rank = 2;
    setup.threads = 4;
    setup.sleep_seconds = 0.25;
    setup.grace_seconds = 7.5;
    setup.save_seconds = 60.0;
    return setup;
}

Trial full_trial() {
    return {.id = 12,
            .architecture = parse_architecture("[C(64,3,1), P(2,2), FC(128), SM(10)]"),
            .seed = 0xffff'ffff'ffff'fff1U,
            .task = Task::test,
            .initial_weights = "run/models/trial-3.h5",
            .keep_above = 0.91};
}

std::vector<Message> one_of_each() {
    const EpochReport epoch{5, 1, 2, 3, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6};
    return {full_setup(), Ready{"host", "cpu"},    full_trial(),
            epoch,        full_evaluation(),       Stop{},
            Shutdown{},   Failure{"cannot start"}, Restarted{"killed by signal 9"},
            Alive{}};
}

/// Counts the fields that a message has on the wire.
struct FieldCount {
    std::size_t fields = 0;
    template <class... Values>
    void operator()(const Values&...) {
        fields += sizeof...(Values);
    }
    template <class Enum>
    void choice(Enum, Enum) {
        ++fields;
    }
};

template <class Body>
std::size_t fields_of(Body body) {
    FieldCount count;
    transfer(count, body);
    return count.fields;
}

TEST(Messages, CarryEveryMember) {
    EXPECT_EQ(fields_of(TrainingRecipe{}), test::members<TrainingRecipe>());
    EXPECT_EQ(fields_of(Trial{}), test::members<Trial>());
    EXPECT_EQ(fields_of(EpochReport{}), test::members<EpochReport>());
    EXPECT_EQ(fields_of(Evaluation{}), test::members<Evaluation>());
    // The recipe is there field by field, the shape as two numbers.
    EXPECT_EQ(fields_of(TrainerSetup{}),
              test::members<TrainerSetup>() + test::members<TrainingRecipe>());
}

TEST(Messages, ComeBackAsTheyWere) {
    const std::vector<Message> messages = one_of_each();
    ASSERT_EQ(messages.size(), std::variant_size_v<Message>);
    for (const Message& message : messages) {
        EXPECT_TRUE(decode(encode(message)) == message) << "kind " << message.index();
    }
}

TEST(Messages, OfATrialAreSmallerThanOneNetworkPacket) {
    EXPECT_LT(encode(full_trial()).size(), 200U);
    EXPECT_LT(encode(full_evaluation()).size(), 200U);
}

std::string error_of(std::string_view frame) {
    try {
        (void)decode(frame);
    } catch (const IoError& error) {
        return error.what();
    }
    return "no error";
}

TEST(Messages, TruncatedAnywhereAreRefused) {
    for (const Message& message : one_of_each()) {
        const std::string frame = encode(message);
        for (std::size_t size = 0; size < frame.size(); ++size) {
            EXPECT_THROW((void)decode(frame.substr(0, size)), IoError);
        }
    }
}

// The header says what is there, but the content itself ends too early.
TEST(Messages, WithAContentThatEndsTooEarlyAreRefused) {
    for (const Message& message : one_of_each()) {
        const std::string frame = encode(message);
        for (std::size_t size = header_bytes; size < frame.size(); ++size) {
            std::string shorter = frame.substr(0, size);
            const auto length = static_cast<std::uint32_t>(size - header_bytes);
            std::memcpy(shorter.data() + 8, &length, sizeof length);
            EXPECT_THROW((void)decode(shorter), IoError);
        }
    }
}

TEST(Messages, OfAnotherVersionNameTheRemedy) {
    std::string frame = encode(Stop{});
    frame[4] = 9;
    EXPECT_EQ(error_of(frame),
              "message: protocol version 9 (this program speaks 4); use metaqnn and "
              "metaqnn-trainer of one build");
}

TEST(Messages, WithAHugeLengthAreRefusedAtTheHeader) {
    std::string header = encode(Stop{}).substr(0, header_bytes);
    const std::uint32_t length = 0xffff'ffffU;
    std::memcpy(header.data() + 8, &length, sizeof length);
    EXPECT_THROW((void)content_bytes(header), IoError);
}

TEST(Messages, WithAHugeTextInsideAreRefused) {
    std::string frame = encode(Failure{"abcd"});
    const std::uint32_t length = 0xffff'ffffU;
    std::memcpy(frame.data() + header_bytes + 1, &length, sizeof length);
    EXPECT_EQ(error_of(frame), "message: a text longer than 64 KiB");
}

TEST(Messages, WithAnUnknownKindOrChoiceAreRefused) {
    std::string frame = encode(Stop{});
    frame[header_bytes] = 100;
    EXPECT_EQ(error_of(frame), "message: an unknown kind of message");
    frame = encode(Evaluation{});
    frame[header_bytes + 2] = 100;
    EXPECT_EQ(error_of(frame), "message: a choice out of range");
}

TEST(Messages, WithBytesAfterTheEndAreRefused) {
    std::string frame = encode(Stop{}) + "x";
    const std::uint32_t length = 2;
    std::memcpy(frame.data() + 8, &length, sizeof length);
    EXPECT_EQ(error_of(frame), "message: bytes after its end");
}

TEST(Messages, WithAMalformedArchitectureAreRefused) {
    std::string frame = encode(full_trial());
    frame[frame.find("C(64")] = 'Q';
    EXPECT_EQ(error_of(frame).rfind("message: ", 0), 0U);
}

TEST(Messages, OfRandomBytesNeverDoHarm) {
    Rng random(1);
    const std::vector<Message> messages = one_of_each();
    int understood = 0;
    for (int i = 0; i < 100'000; ++i) {
        std::string frame = encode(messages[random.below(messages.size())]);
        const std::uint64_t changes = 1 + random.below(8);
        for (std::uint64_t change = 0; change < changes; ++change) {
            const std::size_t from = random.below(4) == 0 ? 0 : header_bytes;
            if (frame.size() == from) continue;
            frame[from + random.below(frame.size() - from)] = static_cast<char>(random.next());
        }
        try {
            (void)decode(frame);
            ++understood;
        } catch (const IoError&) {
        }
    }
    // Changes of numbers stay unnoticed; the rest must have been refused.
    EXPECT_GT(understood, 1'000);
    EXPECT_LT(understood, 99'000);
}

TEST(Messages, OfPureNoiseAreRefused) {
    Rng random(2);
    for (int i = 0; i < 100'000; ++i) {
        std::string content(random.below(64), '\0');
        for (char& byte : content) byte = static_cast<char>(random.next());
        std::string frame = encode(Stop{}).substr(0, header_bytes) + content;
        const auto length = static_cast<std::uint32_t>(content.size());
        std::memcpy(frame.data() + 8, &length, sizeof length);
        try {
            (void)decode(frame);
        } catch (const IoError&) {
        }
        if (content.size() >= header_bytes) {
            EXPECT_THROW((void)decode(content), IoError);
        }
    }
}

TEST(Messages, WithAnImpossibleAccuracyOrTimeAreRefused) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    for (const double wrong : {nan, infinity, -0.5, 1.5}) {
        Evaluation evaluation;
        evaluation.accuracy = wrong;
        EXPECT_THROW((void)decode(encode(evaluation)), IoError) << wrong;
        EpochReport report;
        report.validation_accuracy = wrong;
        EXPECT_THROW((void)decode(encode(report)), IoError) << wrong;
        report = {};
        report.training_accuracy = wrong;
        EXPECT_THROW((void)decode(encode(report)), IoError) << wrong;
    }
    Evaluation timeless;
    timeless.seconds = nan;
    EXPECT_THROW((void)decode(encode(timeless)), IoError);
    EpochReport diverged;
    diverged.training_loss = nan;
    EXPECT_NO_THROW((void)decode(encode(diverged)));
}

TEST(Messages, WithATooLongTextAreNotSent) {
    EXPECT_THROW((void)encode(Failure{std::string(max_text_bytes + 1, 'x')}), LogicError);
}

TEST(RecipeHash, TellsRecipesAndImagesApartAndNothingElse) {
    const TrainerSetup setup = full_setup();
    const auto hash_with = [&](auto change) {
        TrainerSetup other = setup;
        change(other);
        return recipe_hash(other);
    };
    const std::uint64_t hash = recipe_hash(setup);
    EXPECT_NE(hash_with([](TrainerSetup& s) { s.recipe.epochs += 1; }), hash);
    EXPECT_NE(hash_with([](TrainerSetup& s) { s.recipe.shift_fill = ShiftFill::reflect; }), hash);
    EXPECT_NE(hash_with([](TrainerSetup& s) { s.input.side = 28; }), hash);
    EXPECT_NE(hash_with([](TrainerSetup& s) { s.classes = 10; }), hash);
    EXPECT_EQ(hash_with([](TrainerSetup& s) { s.recipe.trial_seconds = 1.0; }), hash);
    EXPECT_EQ(hash_with([](TrainerSetup& s) { s.local_rank = 0; }), hash);
    EXPECT_EQ(hash_with([](TrainerSetup& s) { s.images = "elsewhere"; }), hash);
}

TEST(FirstLine, IsTheFirstThatIsNotBlankAndNotLong) {
    EXPECT_EQ(first_line("\n  out of memory\nframe #0: ..."), "out of memory");
    EXPECT_EQ(first_line(" \n "), "");
    EXPECT_EQ(first_line(std::string(9000, 'x')).size(), 500U);
}

}  // namespace
}  // namespace metaqnn::wire
