// The two checks and the family of errors.
#include "core/error.hpp"

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

TEST(Require, ThrowsAConfigErrorWithTheMessageWhenTheConditionFails) {
    EXPECT_NO_THROW(require(true, "unused"));
    try {
        require(false, "search.trials = 0 (must be at least 1); try 100");
        FAIL() << "nothing was thrown";
    } catch (const ConfigError& error) {
        EXPECT_STREQ(error.what(), "search.trials = 0 (must be at least 1); try 100");
    }
}

TEST(Expect, ThrowsALogicErrorWhenTheConditionFails) {
    EXPECT_NO_THROW(expect(true, "unused"));
    EXPECT_THROW(expect(false, "a bug"), LogicError);
}

TEST(Error, IsTheBaseOfEveryKind) {
    EXPECT_THROW(throw ConfigError("c"), Error);
    EXPECT_THROW(throw IoError("i"), Error);
    EXPECT_THROW(throw LogicError("l"), Error);
}

TEST(Error, IsOneLineWhateverItQuotes) {
    EXPECT_STREQ(ConfigError("no file a\nb\x1b[2J\xff.toml").what(), "no file a b [2J?.toml");
    EXPECT_STREQ(IoError(std::string("a\0b", 3)).what(), "a b");
}

}  // namespace
}  // namespace metaqnn
