// A configuration as text: complete, and equal when it is read back.
#include "config/dump_config.hpp"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>

#include "config/difference.hpp"
#include "config/load_config.hpp"
#include "core/architecture.hpp"
#include "core/error.hpp"

namespace metaqnn {
namespace {

RunConfig unusual() {
    const std::vector<std::string> overrides{"space.preset=small",
                                             "training.preset=fast",
                                             "training.epochs=7",
                                             "agent.epsilon=[{value = 0.123456789, models = 3}]",
                                             "run.directory=a \"b\" \\ c\n#d",
                                             "run.time_limit=0.1",
                                             "space.pools=[]",
                                             "search.order=trial",
                                             "search.in_flight=6",
                                             "data.kind=cifar100",
                                             "data.path=/images/ü",
                                             "training.learning_rate=0.3333333333"};
    return load_config("", "test", overrides);
}

TEST(DumpConfig, ReadsBackEqual) {
    for (const RunConfig& config : {RunConfig{}, unusual()}) {
        for (const Comments comments : {Comments::none, Comments::all}) {
            const std::string text = dump_config(config, comments);
            const RunConfig back = load_config(text, "dump");
            for (const Change& change : difference(config, back)) ADD_FAILURE() << change.text();
            EXPECT_EQ(dump_config(back, comments), text);
        }
    }
    EXPECT_GE(difference(RunConfig{}, unusual()).size(), 11U);
}

TEST(DumpConfig, ReadsLongListsBack) {
    RunConfig config;
    for (int filters = 1; filters <= 900; ++filters) {
        config.train.networks.push_back(
            parse_architecture("[C(" + std::to_string(filters) + ",3,1), P(2,2), SM(10)]"));
    }
    const std::string text = dump_config(config, Comments::all);
    EXPECT_NE(text.find("\n    \"[C(900,3,1), P(2,2), SM(10)]\",\n]\n"), std::string::npos);
    EXPECT_EQ(load_config(text, "dump").train.networks, config.train.networks);
}

TEST(DumpConfig, HoldsEveryKeyWithItsValue) {
    const std::string text = dump_config(RunConfig{}, Comments::none);
    EXPECT_NE(text.find("[run]\nseed = 1\ndirectory = \"metaqnn-run\"\ntime_limit = "
                        "\"00:00:00\"\nreserve = \"00:01:00\"\n"
                        "\n[data]\n"),
              std::string::npos);
    EXPECT_NE(text.find("\npools = [[5, 3], [3, 2], [2, 2]]\n"), std::string::npos);
    EXPECT_NE(text.find("\n[[agent.epsilon]]\nvalue = 1.0\nmodels = 1500\n[[agent.epsilon]]\n"),
              std::string::npos);
    for (const Key& key : keys())
        EXPECT_NE(text.find(key.path() == "agent.epsilon" ? "\n[[agent.epsilon]]\n"
                                                          : "\n" + std::string(key.name) + " = "),
                  std::string::npos)
            << key.path();
    EXPECT_EQ(text.find('#'), std::string::npos);
}

TEST(DumpConfig, ExplainsKeys) {
    const std::string text = dump_config(RunConfig{}, Comments::all);
    EXPECT_NE(text.find("\n\n# Passes over the training images. Baker et al. 2017, Sec. 5: 20.\n"
                        "# an integer in [1, 100000]; unit: epochs\n# epochs = 20\n"),
              std::string::npos);
    EXPECT_NE(text.find("\n# an integer in [1, 1000000000]; unit: networks; may change on resume\n"
                        "trials = 2700\n"),
              std::string::npos);
}

TEST(DumpConfig, LetsAnotherPresetBeWrittenInItsPlace) {
    RunConfig config;
    config.training.batch = 99;
    std::string text = dump_config(config, Comments::all);
    EXPECT_NE(text.find("\nbatch = 99\n"), std::string::npos);
    const std::string preset = "\npreset = \"paper\"\n";
    for (const char* other : {"small", "fast"}) {
        const std::size_t at = text.find(preset);
        ASSERT_NE(at, std::string::npos);
        text.replace(at, preset.size(), "\npreset = \"" + std::string(other) + "\"\n");
    }
    RunConfig wanted = load_config("space.preset = 'small'\ntraining.preset = 'fast'\n", "test");
    wanted.training.batch = 99;
    EXPECT_TRUE(difference(load_config(text, "dump"), wanted).empty());
}

TEST(DumpConfig, KeepsLinesShort) {
    std::istringstream lines(dump_config(RunConfig{}, Comments::all));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << line;
}

}  // namespace
}  // namespace metaqnn
