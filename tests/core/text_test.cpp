// Near matches for misspelt names, and texts that can be shown.
#include "core/text.hpp"

#include <array>

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

constexpr std::array<std::string_view, 4> names{"alpha", "gamma", "epsilon", "replay_updates"};

TEST(Nearest, FindsASlipOfTheKeyboard) {
    EXPECT_EQ(nearest("alpa", names), "alpha");       // a letter left out
    EXPECT_EQ(nearest("alphaa", names), "alpha");     // one too many
    EXPECT_EQ(nearest("alpba", names), "alpha");      // another one
    EXPECT_EQ(nearest("epslion", names), "epsilon");  // two exchanged: distance 2 of 7 letters
    EXPECT_EQ(nearest("replay-update", names), "replay_updates");
}

TEST(Nearest, FindsTheNameItself) { EXPECT_EQ(nearest("gamma", names), "gamma"); }

TEST(Nearest, AllowsAThirdOfTheLettersAndNoMore) {
    constexpr std::array<std::string_view, 1> six{"abcdef"};
    EXPECT_EQ(nearest("abcdxy", six), "abcdef");
    EXPECT_EQ(nearest("abcxyz", six), "");
}

TEST(Nearest, AllowsOneLetterInAShortName) {
    constexpr std::array<std::string_view, 1> two{"lr"};
    EXPECT_EQ(nearest("l", two), "lr");
    EXPECT_EQ(nearest("lx", two), "lr");
    EXPECT_EQ(nearest("xy", two), "");
}

TEST(Nearest, TakesTheNearerOfTwoAndTheFirstOfEquals) {
    constexpr std::array<std::string_view, 3> close{"layerss", "layers", "layerz"};
    EXPECT_EQ(nearest("layers", close), "layers");
    EXPECT_EQ(nearest("layer", close), "layers");
}

TEST(Nearest, IsEmptyWithoutCandidates) { EXPECT_EQ(nearest("alpha", {}), ""); }

TEST(Suggestion, AsksOrSaysNothing) {
    EXPECT_EQ(suggestion("alpa", names), "; did you mean alpha?");
    EXPECT_EQ(suggestion("momentum", names), "");
}

TEST(Printable, KeepsEveryTextThatCanBeShown) {
    for (const char* text : {"", "a b", "F\u00fcchse", "\u4e2d\u6587", "\U0001f60a", "\u00a0"}) {
        EXPECT_EQ(printable(text), text);
    }
}

TEST(Printable, TurnsControlCharactersIntoBlanks) {
    EXPECT_EQ(printable("a\nb\tc\r"), "a b c ");
    EXPECT_EQ(printable("\x1b[31m\x7f"), " [31m ");
    EXPECT_EQ(printable("\u009b31m"), " 31m");  // an escape sequence in one character
    EXPECT_EQ(printable(std::string_view("a\0b", 3)), "a b");
}

TEST(Printable, MarksWhatIsNoUtf8) {
    EXPECT_EQ(printable("a\xff"), "a?");
    EXPECT_EQ(printable("\xc3"), "?");                 // cut off
    EXPECT_EQ(printable("\xc3("), "?(");               // goes on with something else
    EXPECT_EQ(printable("\xc0\xaf"), "??");            // longer than needed
    EXPECT_EQ(printable("\xe0\x80\xaf"), "???");       // the same
    EXPECT_EQ(printable("\xed\xa0\x80"), "???");       // half of a pair of UTF-16
    EXPECT_EQ(printable("\xf4\x90\x80\x80"), "????");  // beyond the last character
    EXPECT_EQ(printable("\xf0\x9f\x98"), "???");       // cut off
}

TEST(ShellWord, QuotesWhatAShellWouldTakeApart) {
    EXPECT_EQ(shell_word("runs/first-2.toml"), "runs/first-2.toml");
    EXPECT_EQ(shell_word("my run"), "'my run'");
    EXPECT_EQ(shell_word("a;rm $HOME"), "'a;rm $HOME'");
    EXPECT_EQ(shell_word("it's"), R"('it'\''s')");
    EXPECT_EQ(shell_word("*"), "'*'");
    EXPECT_EQ(shell_word(""), "''");
}

}  // namespace
}  // namespace metaqnn
