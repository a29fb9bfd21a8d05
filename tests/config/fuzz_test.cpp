// Whatever the text is, loading gives a configuration or a ConfigError of one line.
#include <gtest/gtest.h>

#include "config/dump_config.hpp"
#include "config/load_config.hpp"
#include "core/error.hpp"
#include "core/random.hpp"

namespace metaqnn {
namespace {

void survive(const std::string& text) {
    try {
        load_config(text, "fuzz");
    } catch (const ConfigError& error) {
        EXPECT_EQ(std::string_view(error.what()).find('\n'), std::string_view::npos)
            << error.what();
    }
}

TEST(LoadConfig, SurvivesEveryTruncation) {
    const std::string text = dump_config(RunConfig{}, Comments::none);
    for (std::size_t length = 0; length < text.size(); ++length) survive(text.substr(0, length));
}

TEST(LoadConfig, SurvivesRandomBytes) {
    Rng random(1);
    for (int trial = 0; trial < 5000; ++trial) {
        std::string text(random.below(200), ' ');
        for (char& c : text) c = static_cast<char>(random.below(256));
        survive(text);
    }
}

TEST(LoadConfig, SurvivesDamagedConfigurations) {
    const std::string whole = dump_config(RunConfig{}, Comments::none);
    const std::string_view letters = "[]{}=.,\"'\\#\n 0-eE_:tx\x01\xff";
    Rng random(2);
    for (int trial = 0; trial < 3000; ++trial) {
        std::string text = whole;
        for (int i = 0; i < 3; ++i)
            text[random.below(text.size())] = letters[random.below(letters.size())];
        survive(text);
        survive(text.substr(random.below(text.size()), random.below(300)));
    }
}

TEST(LoadConfig, SurvivesDeepNesting) {
    survive("a = " + std::string(4000, '['));
    std::string dots = "a";
    while (dots.size() < 4000) dots += ".a";
    survive(dots + " = 1");
    survive("[" + dots + "]\n" + dots + " = 1");
    survive("agent.epsilon = [" + std::string(200, '[') + std::string(200, ']') + "]");
}

}  // namespace
}  // namespace metaqnn
