// Whatever the text is, loading gives a configuration or a ConfigError of one line.
#include <gtest/gtest.h>

#include "config/dump_config.hpp"
#include "config/load_config.hpp"
#include "core/error.hpp"
#include "core/random.hpp"

namespace metaqnn {
namespace {

// True if the text is refused.
bool refused(const std::string& text) {
    try {
        load_config(text, "fuzz");
        return false;
    } catch (const ConfigError& error) {
        EXPECT_EQ(std::string_view(error.what()).find('\n'), std::string_view::npos)
            << error.what();
        return true;
    }
}

TEST(LoadConfig, ReadsOrRefusesEveryTruncation) {
    const std::string text = dump_config(RunConfig{}, Comments::none);
    EXPECT_FALSE(refused(text));
    int whole = 0;
    for (std::size_t length = 0; length < text.size(); ++length) {
        whole += refused(text.substr(0, length)) ? 0 : 1;
    }
    EXPECT_GT(whole, 50);  // cut off between two keys
    EXPECT_LT(whole, static_cast<int>(text.size()) / 2);
}

TEST(LoadConfig, RefusesRandomBytes) {
    Rng random(1);
    int whole = 0;
    for (int trial = 0; trial < 5000; ++trial) {
        std::string text(random.below(200), ' ');
        for (char& c : text) c = static_cast<char>(random.below(256));
        whole += refused(text) ? 0 : 1;
    }
    EXPECT_LT(whole, 100);  // empty ones, comments
}

TEST(LoadConfig, ReadsOrRefusesDamagedConfigurations) {
    const std::string whole = dump_config(RunConfig{}, Comments::none);
    const std::string_view letters = "[]{}=.,\"'\\#\n 0-eE_:tx\x01\xff";
    Rng random(2);
    int damaged = 0;
    for (int trial = 0; trial < 3000; ++trial) {
        std::string text = whole;
        for (int i = 0; i < 3; ++i)
            text[random.below(text.size())] = letters[random.below(letters.size())];
        damaged += refused(text) ? 1 : 0;
        damaged += refused(text.substr(random.below(text.size()), random.below(300))) ? 1 : 0;
    }
    EXPECT_GT(damaged, 3000);
    EXPECT_LT(damaged, 6000);
}

TEST(LoadConfig, RefusesDeepNesting) {
    EXPECT_TRUE(refused("a = " + std::string(4000, '[')));
    std::string dots = "a";
    while (dots.size() < 4000) dots += ".a";
    EXPECT_TRUE(refused(dots + " = 1"));
    EXPECT_TRUE(refused("[" + dots + "]\n" + dots + " = 1"));
    EXPECT_TRUE(refused("agent.epsilon = [" + std::string(200, '[') + std::string(200, ']') + "]"));
}

}  // namespace
}  // namespace metaqnn
