// Random draws: known values, bounds, bias, and how many words each draw takes.
#include "core/random.hpp"

#include <array>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/core/scripted_random.hpp"

namespace metaqnn {
namespace {

constexpr std::uint64_t all_ones = UINT64_MAX;

// Words of the reference implementation (Nishimura, Matsumoto 2004): first and 10,000th of 5489.
TEST(Rng, GivesTheWordsOfTheReferenceGenerator) {
    Rng random(5489);
    EXPECT_EQ(random.next(), 14514284786278117030U);
    for (int i = 2; i < 10'000; ++i) random.next();
    EXPECT_EQ(random.next(), 9981545732273789042U);
}

TEST(Rng, GivesKnownNumbersForSeedOne) {
    Rng words(1);
    EXPECT_EQ(words.next(), 2469588189546311528U);
    EXPECT_EQ(words.next(), 2516265689700432462U);
    Rng units(1);
    EXPECT_DOUBLE_EQ(units.unit(), 0.13387664401253263);
    EXPECT_DOUBLE_EQ(units.unit(), 0.13640703636619722);
    // sqrt(-2 ln(1 - u1)) cos(2 pi u2) of the two units above
    Rng normals(1);
    EXPECT_NEAR(normals.normal(), 0.35099249780849107, 1e-15);
}

TEST(Unit, CoversZeroUpToJustBelowOne) {
    ScriptedRandom random({0, all_ones, std::uint64_t{1} << 63U, unit_word(0.25), 2047, 2048});
    EXPECT_EQ(random.unit(), 0.0);
    EXPECT_EQ(random.unit(), 1.0 - 0x1.0p-53);
    EXPECT_EQ(random.unit(), 0.5);
    EXPECT_EQ(random.unit(), 0.25);
    EXPECT_EQ(random.unit(), 0.0);  // the lowest eleven bits do not count
    EXPECT_EQ(random.unit(), 0x1.0p-53);
}

TEST(Below, TakesTheRestOfTheWord) {
    ScriptedRandom random({0, 13, 10, 27});
    EXPECT_EQ(random.below(10), 0U);
    EXPECT_EQ(random.below(10), 3U);
    EXPECT_EQ(random.below(10), 0U);
    EXPECT_EQ(random.below(1), 0U);
    EXPECT_EQ(random.drawn(), 4U);
}

TEST(Below, DrawsAgainWhereTheLastBlockIsIncomplete) {
    // 2^64 = 10 * 1844674407370955161 + 6: the six largest words would favour 0 to 5.
    ScriptedRandom random({all_ones, all_ones - 5, all_ones - 6});
    EXPECT_EQ(random.below(10), 9U);
    EXPECT_EQ(random.drawn(), 3U);
}

TEST(Below, RejectsABoundOfZero) {
    ScriptedRandom random({1});
    EXPECT_THROW(random.below(0), LogicError);
}

TEST(Below, HasNoBiasForABoundNearTheWordSize) {
    // A plain remainder would put half of all draws below 2^62; a third is right.
    const std::uint64_t bound = 3 * (std::uint64_t{1} << 62U);
    Rng random(7);
    int low = 0;
    constexpr int draws = 30'000;
    for (int i = 0; i < draws; ++i) low += random.below(bound) < (std::uint64_t{1} << 62U) ? 1 : 0;
    EXPECT_NEAR(low, draws / 3, 5 * std::sqrt(draws * 2.0 / 9.0));
}

TEST(Below, IsUniform) {
    Rng random(3);
    std::array<int, 6> counts{};
    constexpr int draws = 60'000;
    for (int i = 0; i < draws; ++i) ++counts.at(random.below(6));
    for (const int count : counts) EXPECT_NEAR(count, 10'000, 5 * std::sqrt(10'000.0 * 5 / 6));
}

TEST(Normal, HasMeanZeroAndVarianceOne) {
    Rng random(11);
    double sum = 0.0;
    double squares = 0.0;
    constexpr int draws = 40'000;
    for (int i = 0; i < draws; ++i) {
        const double x = random.normal();
        sum += x;
        squares += x * x;
    }
    EXPECT_NEAR(sum / draws, 0.0, 5 / std::sqrt(draws));
    EXPECT_NEAR(squares / draws, 1.0, 5 * std::sqrt(2.0 / draws));
}

TEST(Normal, IsFiniteForTheExtremeWords) {
    ScriptedRandom random({0, 0, all_ones, 0});
    EXPECT_EQ(random.normal(), 0.0);
    EXPECT_NEAR(random.normal(), std::sqrt(2.0 * 53.0 * std::log(2.0)), 1e-12);
}

// Computed apart from this program from the definition: three rounds of SplitMix64's finaliser.
TEST(DeriveSeed, GivesKnownValues) {
    EXPECT_EQ(derive_seed(0, Stream::proposal, 0), 0x44e5b98100c67fb0U);
    EXPECT_EQ(derive_seed(1, Stream::proposal, 0), 0x5775264a9a7e1b09U);
    EXPECT_EQ(derive_seed(1, Stream::replay, 0), 0xe68e6fc01df08360U);
    EXPECT_EQ(derive_seed(1, Stream::trial, 0), 0xd5159b73432a2795U);
    EXPECT_EQ(derive_seed(1, Stream::trial, 2699), 0xe2ef69cfbfdacab7U);
    EXPECT_EQ(derive_seed(all_ones, Stream::synthetic, all_ones), 0x6e2fff15a19152e6U);
}

TEST(DeriveSeed, DiffersBetweenRunsStreamsAndIndices) {
    std::set<std::uint64_t> seeds;
    for (std::uint64_t run = 0; run < 10; ++run) {
        for (const Stream stream :
             {Stream::proposal, Stream::replay, Stream::trial, Stream::split, Stream::synthetic,
              Stream::image_order, Stream::augmentation, Stream::dropout}) {
            for (std::uint64_t index = 0; index < 200; ++index) {
                seeds.insert(derive_seed(run, stream, index));
            }
        }
    }
    EXPECT_EQ(seeds.size(), 10U * 8U * 200U);
}

// Published values of FNV-1a with 64 bits (Fowler, Noll, Vo).
TEST(StableHash, GivesKnownValues) {
    EXPECT_EQ(stable_hash(""), 0xcbf29ce484222325U);
    EXPECT_EQ(stable_hash("a"), 0xaf63dc4c8601ec8cU);
    EXPECT_EQ(stable_hash("foobar"), 0x85944171f73967e8U);
}

}  // namespace
}  // namespace metaqnn
