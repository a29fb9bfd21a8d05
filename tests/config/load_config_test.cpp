// TOML text to a configuration: values, presets, overrides, and the message of each error.
#include "config/load_config.hpp"

#include <gtest/gtest.h>

#include "config/difference.hpp"
#include "core/error.hpp"

namespace metaqnn {
namespace {

using Overrides = std::vector<std::string>;

RunConfig load(std::string_view text, const Overrides& overrides = {}) {
    return load_config(text, "a.toml", overrides);
}

// Message of the error that loading gives, empty if it gives none.
std::string error_of(std::string_view text, const Overrides& overrides = {}) {
    try {
        load(text, overrides);
        return "";
    } catch (const ConfigError& error) {
        return error.what();
    }
}

TEST(LoadConfig, GivesTheDefaultsForAnEmptyText) {
    EXPECT_TRUE(difference(RunConfig{}, load("")).empty());
}

TEST(LoadConfig, ReadsSections) {
    const RunConfig config = load(R"(
[run]
time_limit = "01:00:30"
[data]
kind = "cifar10"
path = "/images"
[data.synthetic]
difficulty = 1
[space]
pools = [[3, 2]]
[[agent.epsilon]]
value = 1.0
models = 5
[[agent.epsilon]]
value = 0.1
models = 2
)");
    EXPECT_EQ(config.run.time_limit_seconds, 3630.0);
    EXPECT_EQ(config.data.kind, DataKind::cifar10);
    EXPECT_EQ(config.data.path, "/images");
    EXPECT_EQ(config.data.synthetic.difficulty, 1.0);
    EXPECT_EQ(config.space.pools, (std::vector<MaxPooling>{{3, 2}}));
    EXPECT_EQ(config.agent.epsilon, (std::vector<EpsilonStage>{{1.0, 5}, {0.1, 2}}));
}

TEST(LoadConfig, ReadsATimeWithoutQuotes) {
    EXPECT_EQ(load("run.time_limit = 02:00:00").run.time_limit_seconds, 7200.0);
    EXPECT_EQ(load("", {"run.time_limit=02:00:00"}).run.time_limit_seconds, 7200.0);
    EXPECT_EQ(load("", {"run.time_limit=36:00:00"}).run.time_limit_seconds, 129600.0);
}

TEST(LoadConfig, AppliesPresetsBeforeKeys) {
    const RunConfig config = load("[training]\nepochs = 9\npreset = \"fast\"\n");
    TrainingRecipe expected = training_preset("fast");
    expected.epochs = 9;
    EXPECT_EQ(config.training, expected);
    EXPECT_EQ(config.training_preset, "fast");
    EXPECT_EQ(load("space.preset = 'small'").space, space_preset("small"));
}

TEST(LoadConfig, LetsKeysOfTheFileOverrideAPresetOfTheCommandLine) {
    const RunConfig config = load("training.epochs = 9", {"training.preset=fast"});
    EXPECT_EQ(config.training.epochs, 9);
    EXPECT_EQ(config.training.batch, training_preset("fast").batch);
}

TEST(LoadConfig, AppliesOverridesLast) {
    const RunConfig config =
        load("search.trials = 5\nspace.max_depth = 3", {"search.trials=7", "search.trials=8"});
    EXPECT_EQ(config.search.trials, 8);
    EXPECT_EQ(config.space.max_depth, 3);
}

TEST(LoadConfig, TakesOverridesThatAreNotTomlAsTexts) {
    EXPECT_EQ(load("", {"run.directory=/a/b c=d"}).run.directory, "/a/b c=d");
    EXPECT_EQ(load("", {"run.directory=\"quoted\""}).run.directory, "quoted");
    EXPECT_EQ(load("", {"run.directory=1\nseed = 2"}).run.directory, "1\nseed = 2");
    EXPECT_EQ(load("", {"data.path="}).data.path, "");
    EXPECT_EQ(load("", {"space.fields=[1, 2]"}).space.fields, (std::vector<int>{1, 2}));
    EXPECT_EQ(load("", {"data.synthetic.side=9"}).data.synthetic.side, 9);
}

TEST(LoadConfig, NamesAnUnknownKeyAndItsNearMatch) {
    EXPECT_EQ(error_of("[training]\n\nepoch = 3\n"),
              "unknown key training.epoch (a.toml, line 3); did you mean training.epochs?");
    EXPECT_EQ(error_of("", {"training.epoch=3"}),
              "unknown key training.epoch (--set); did you mean training.epochs?");
}

TEST(LoadConfig, FindsAKeyThatStandsInTheWrongSection) {
    EXPECT_EQ(error_of("run.trials = 3"),
              "unknown key run.trials (a.toml, line 1); did you mean search.trials?");
    EXPECT_EQ(error_of("trials = 3"),
              "unknown key trials (a.toml, line 1); did you mean search.trials?");
}

TEST(LoadConfig, SaysWhereKeysAreListedIfNoneIsNear) {
    EXPECT_EQ(error_of("run.xyzzy = 3"),
              "unknown key run.xyzzy (a.toml, line 1); metaqnn config --dump-default lists all "
              "keys");
    EXPECT_EQ(error_of("[xyzzy]\n"),
              "unknown section [xyzzy] (a.toml, line 1); metaqnn config --dump-default lists all "
              "sections");
}

TEST(LoadConfig, NamesAnUnknownSectionAndItsNearMatch) {
    EXPECT_EQ(error_of("\n[trianing]\nepochs = 1\n"),
              "unknown section [trianing] (a.toml, line 2); did you mean [training]?");
    EXPECT_EQ(error_of("[data.synthetik]\n"),
              "unknown section [data.synthetik] (a.toml, line 1); did you mean [data.synthetic]?");
    EXPECT_EQ(error_of("", {"trianing.epochs=1"}),
              "unknown section [trianing] (--set); did you mean [training]?");
}

TEST(LoadConfig, RefusesAValueInThePlaceOfASection) {
    EXPECT_EQ(error_of("training = 3"),
              "training = 3 (must be a section, [training]); correct a.toml, line 1");
    EXPECT_EQ(
        error_of("data.synthetic = true"),
        "data.synthetic = true (must be a section, [data.synthetic]); correct a.toml, line 1");
}

TEST(LoadConfig, RefusesAWrongType) {
    EXPECT_EQ(error_of("[training]\nepochs = \"ten\""),
              "training.epochs = \"ten\" (must be an integer in [1, 100000]); correct a.toml, "
              "line 2");
    EXPECT_EQ(error_of("training.dropout = 1"),
              "training.dropout = 1 (must be true or false); correct a.toml, line 1");
    EXPECT_EQ(error_of("training.epochs = {a = 1}"),
              "training.epochs = {a = 1} (must be an integer in [1, 100000]); correct a.toml, "
              "line 1");
}

TEST(LoadConfig, RefusesAValueOutOfRange) {
    EXPECT_EQ(error_of("[training]\nepochs = 0"),
              "training.epochs = 0 (must be an integer in [1, 100000]); correct a.toml, line 2");
    EXPECT_EQ(error_of("", {"agent.alpha=0"}),
              "agent.alpha = 0 (must be a number in (0, 1]); correct --set");
    EXPECT_EQ(error_of("[[agent.epsilon]]\nvalue = 2\nmodels = 1"),
              "agent.epsilon = [{value = 2, models = 1}] (must be a list of at most 1000 tables "
              "with value, a number in [0, 1], and models, an integer of at least 1); correct "
              "a.toml, line 1");
}

TEST(LoadConfig, ShortensWhatItQuotes) {
    const std::string name(4000, 'x');
    for (const std::string& text : {"[training]\n" + name + " = 1", name + " = 1", "[" + name + "]",
                                    "[training]\nepochs = \"" + name + "\""}) {
        EXPECT_LT(error_of(text).size(), 300U);
    }
    EXPECT_LT(error_of("", {"agent." + name + "=1"}).size(), 300U);
}

TEST(LoadConfig, OffersTheNearestWord) {
    EXPECT_EQ(
        error_of("[training]\noptimizer = 'adm'"),
        "training.optimizer = \"adm\" (must be \"adam\", \"adamw\", \"sgd\" or \"muon\"); did "
        "you mean \"adam\" (a.toml, line 2)?");
    EXPECT_EQ(
        error_of("training.shift_fill = 'mirrors'"),
        "training.shift_fill = \"mirrors\" (must be \"zero\" or \"reflect\"); correct a.toml, "
        "line 1");
}

TEST(LoadConfig, ShortensLongValues) {
    EXPECT_EQ(error_of("training.epochs = '" + std::string(100, 'x') + "'"),
              "training.epochs = \"" + std::string(59, 'x') +
                  "... (must be an integer in [1, 100000]); correct a.toml, line 1");
}

TEST(LoadConfig, TellsWhereTheTextIsNotToml) {
    const std::string message = error_of("[run]\nseed = 1\nseed = 2\n");
    EXPECT_TRUE(message.starts_with("a.toml, line 3 is not TOML (")) << message;
    EXPECT_TRUE(message.ends_with("); correct it there")) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos);
}

TEST(LoadConfig, ReportsTheFirstErrorOfTheFile) {
    EXPECT_EQ(error_of("[workers]\nthreads = 0\n[agent]\nalpha = 7\n"),
              "workers.threads = 0 (must be an integer in [1, 4096]); correct a.toml, line 2");
}

TEST(LoadConfig, RefusesAnOverrideWithoutAssignment) {
    for (const char* text : {"training.epochs", "epochs=3", "=3", ".epochs=3", ""})
        EXPECT_EQ(error_of("", {text}),
                  std::string("--set \"") + text +
                      "\" (not an assignment); write --set section.key=value");
}

TEST(LoadConfig, KeepsMessagesOnOneLine) {
    EXPECT_EQ(error_of("run.\"a\\nb\" = 1"),
              "unknown key run.\"a\\nb\" (a.toml, line 1); metaqnn config --dump-default lists all "
              "keys");
    EXPECT_EQ(error_of("", {"run.a\nb=1"}).find('\n'), std::string::npos);
}

TEST(ReadDuration, TakesWhatATimeLimitTakes) {
    EXPECT_EQ(read_duration("--time-limit", "01:02:03"), 3723.0);
    EXPECT_EQ(read_duration("--time-limit", "100:00:00"), 360000.0);
    EXPECT_EQ(read_duration("--time-limit", "90"), 90.0);
    EXPECT_EQ(read_duration("--time-limit", "1.5"), 1.5);
    for (const char* text : {"", "1h", "-1", "01:60:00", "true", "1e10", "90 # seconds\n[run]"}) {
        EXPECT_THROW(read_duration("--time-limit", text), ConfigError) << text;
    }
}

}  // namespace
}  // namespace metaqnn
