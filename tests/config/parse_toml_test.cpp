// TOML text to values.
#include <gtest/gtest.h>

#include "config/value.hpp"

namespace metaqnn {
namespace {

TEST(ParseToml, ReadsMembersByLineWithTheirLines) {
    const Parsed parsed = parse_toml("b = 1\na = [true, 0.5]\n\n[c]\nd = 'x'\n");
    ASSERT_EQ(parsed.error, "");
    ASSERT_EQ(parsed.table.size(), 3U);
    EXPECT_EQ(parsed.table[0], (Member{"b", {std::int64_t{1}}}));
    EXPECT_EQ(parsed.table[0].line, 1);
    EXPECT_EQ(parsed.table[1], (Member{"a", {List{{true}, {0.5}}}}));
    EXPECT_EQ(parsed.table[1].line, 2);
    EXPECT_EQ(parsed.table[2], (Member{"c", {Table{{"d", {std::string("x")}}}}}));
    EXPECT_EQ(std::get<Table>(parsed.table[2].value.data)[0].line, 5);
}

TEST(ParseToml, ReadsTimesAsTexts) {
    const Parsed parsed = parse_toml("a = 01:30:00\nb = 2026-02-01\n");
    EXPECT_EQ(parsed.table[0].value, Value{std::string("01:30:00")});
    EXPECT_EQ(parsed.table[1].value, Value{std::string("2026-02-01")});
}

TEST(ParseToml, ReadsBackWhatToTomlWrites) {
    for (const Value& value : {Value{0.1}, Value{1e-8}, Value{1.0}, Value{std::int64_t{-7}},
                               Value{std::string("a\"b\\c\nd\x01\x7f é")},
                               Value{List{{List{{std::int64_t{3}}, {std::int64_t{2}}}}}}}) {
        const Parsed parsed = parse_toml("value = " + to_toml(value));
        ASSERT_EQ(parsed.error, "");
        EXPECT_EQ(parsed.table.at(0).value, value);
    }
}

TEST(ParseToml, TellsTheLineOfAnError) {
    const Parsed parsed = parse_toml("a = 1\nb = [1, 2\nc = 3\n");
    EXPECT_NE(parsed.error, "");
    EXPECT_EQ(parsed.error.find('\n'), std::string::npos);
    EXPECT_EQ(parsed.line, 3);
}

TEST(ParseToml, BoundsTheText) {
    EXPECT_EQ(parse_toml(std::string((1 << 20) + 1, '\n')).error, "more than 1 MiB of text");
    const Parsed parsed = parse_toml("a = 1\n#" + std::string(4096, 'x'));
    EXPECT_EQ(parsed.error, "a line of more than 4096 characters");
    EXPECT_EQ(parsed.line, 2);
}

TEST(ParseToml, BoundsTheDepth) {
    const auto nested = [](std::size_t depth) {
        return "a = 1\nb = " + std::string(depth, '[') + std::string(depth, ']');
    };
    EXPECT_EQ(parse_toml(nested(32)).error, "");
    const Parsed parsed = parse_toml(nested(33));
    EXPECT_EQ(parsed.error, "tables or lists nested more than 32 deep");
    EXPECT_EQ(parsed.line, 2);
}

}  // namespace
}  // namespace metaqnn
