// Near matches for misspelt names.
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

}  // namespace
}  // namespace metaqnn
