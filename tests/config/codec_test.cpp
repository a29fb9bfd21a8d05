// The kinds of fields: what they read, refuse and write.
#include "config/codec.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

Value whole(std::int64_t number) { return {number}; }
Value word(std::string text) { return {std::move(text)}; }

TEST(IntegerCodec, KeepsItsRange) {
    const Codec<int> codec = integer(1, 3);
    EXPECT_EQ(codec.range, "an integer in [1, 3]");
    EXPECT_EQ(codec.read(whole(1)), 1);
    EXPECT_EQ(codec.read(whole(3)), 3);
    EXPECT_FALSE(codec.read(whole(0)));
    EXPECT_FALSE(codec.read(whole(4)));
    EXPECT_FALSE(codec.read({2.0}));
    EXPECT_FALSE(codec.read({true}));
    EXPECT_FALSE(codec.read(word("2")));
    EXPECT_EQ(codec.write(2), whole(2));
}

TEST(IntegerCodec, TakesNoNegativeNumberForAnUnsignedOne) {
    const Codec<std::uint64_t> codec = integer<std::uint64_t>(0);
    EXPECT_EQ(codec.range, "an integer of at least 0");
    EXPECT_FALSE(codec.read(whole(-1)));
    EXPECT_EQ(codec.read(whole(std::numeric_limits<std::int64_t>::max())), 9223372036854775807U);
}

TEST(IntegerCodec, DoesNotWrapLargeNumbers) {
    EXPECT_FALSE(integer(0).read(whole(std::int64_t{1} << 32)));
    EXPECT_EQ(integer(0).range, "an integer of at least 0");
}

TEST(NumberCodec, KeepsItsEnds) {
    EXPECT_EQ(number(0.0, 1.0).range, "a number in [0, 1]");
    EXPECT_EQ(number(0.0, 1.0, Ends::low_open).range, "a number in (0, 1]");
    EXPECT_EQ(number(0.0, 1.0, Ends::high_open).range, "a number in [0, 1)");
    EXPECT_EQ(number(0.0, 1.0).read({0.0}), 0.0);
    EXPECT_EQ(number(0.0, 1.0).read(whole(1)), 1.0);
    EXPECT_FALSE(number(0.0, 1.0, Ends::low_open).read({0.0}));
    EXPECT_FALSE(number(0.0, 1.0, Ends::high_open).read({1.0}));
    EXPECT_FALSE(number(0.0, 1.0).read({std::nan("")}));
    EXPECT_FALSE(number(0.0, 1.0).read({std::numeric_limits<double>::infinity()}));
    EXPECT_FALSE(number(0.0, 1.0).read(word("0.5")));
}

TEST(DurationCodec, ReadsClockAndSeconds) {
    const Codec<double> codec = duration();
    EXPECT_EQ(codec.read(word("01:02:03")), 3723.0);
    EXPECT_EQ(codec.read(word("240:00:00")), 864000.0);
    EXPECT_EQ(codec.read(whole(90)), 90.0);
    EXPECT_EQ(codec.read({0.5}), 0.5);
}

TEST(DurationCodec, RefusesWhatIsNoTime) {
    for (const char* text : {"", "1", "01:02", "01:60:00", "01:00:60", "-1:00:00", "1:2:3",
                             "aa:00:00", ":00:00", "0123456789:00:00", "01:00:00.5"})
        EXPECT_FALSE(duration().read(word(text))) << text;
    EXPECT_FALSE(duration().read(whole(-1)));
    EXPECT_FALSE(duration().read({2e9}));
}

TEST(DurationCodec, WritesAClockIfSecondsAreWhole) {
    EXPECT_EQ(duration().write(3723.0), word("01:02:03"));
    EXPECT_EQ(duration().write(864000.0), word("240:00:00"));
    EXPECT_EQ(duration().write(0.5), Value{0.5});
}

TEST(ChoiceCodec, KnowsItsWords) {
    const Codec<Order> codec = choice<Order>();
    EXPECT_EQ(codec.range, "\"arrival\" or \"trial\"");
    EXPECT_EQ(codec.read(word("trial")), Order::trial);
    EXPECT_FALSE(codec.read(word("Trial")));
    EXPECT_FALSE(codec.read(whole(1)));
    EXPECT_EQ(codec.write(Order::arrival), word("arrival"));
}

TEST(DeviceCodec, KnowsNumberedGpus) {
    for (const char* text : {"auto", "cpu", "cuda", "cuda:0", "cuda:12"})
        EXPECT_EQ(device().read(word(text)), text);
    for (const char* text : {"", "gpu", "cuda:", "cuda:x", "cuda:-1"})
        EXPECT_FALSE(device().read(word(text))) << text;
    EXPECT_EQ(device().range, "\"auto\", \"cpu\", \"cuda\" or \"cuda:N\"");
}

}  // namespace
}  // namespace metaqnn
