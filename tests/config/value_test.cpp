// TOML's text form of values.
#include "config/value.hpp"

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

TEST(ToToml, WritesEachKindOfValue) {
    EXPECT_EQ(to_toml({true}), "true");
    EXPECT_EQ(to_toml({std::int64_t{-3}}), "-3");
    EXPECT_EQ(to_toml({std::string("a")}), "\"a\"");
    EXPECT_EQ(to_toml({List{{std::int64_t{1}}, {List{}}}}), "[1, []]");
    EXPECT_EQ(to_toml({Table{{"a", {false}}, {"b c", {0.5}}}}), "{a = false, \"b c\" = 0.5}");
}

TEST(ToToml, WritesFloatsAsFloats) {
    EXPECT_EQ(to_toml({1.0}), "1.0");
    EXPECT_EQ(to_toml({1e-8}), "1e-08");
    EXPECT_EQ(to_toml({0.1}), "0.1");
    EXPECT_EQ(to_toml({1e300}), "1e+300");
}

TEST(ToToml, EscapesTexts) {
    EXPECT_EQ(to_toml({std::string("a\"b\\c\nd\x01\x7f")}), R"("a\"b\\c\nd\u0001\u007F")");
    EXPECT_EQ(to_toml({std::string("é")}), "\"é\"");
}

TEST(ToTomlKey, QuotesUnusualNames) {
    EXPECT_EQ(to_toml_key("max_depth"), "max_depth");
    EXPECT_EQ(to_toml_key("a\nb"), R"("a\nb")");
    EXPECT_EQ(to_toml_key(""), R"("")");
}

}  // namespace
}  // namespace metaqnn
