// Episodes come back from their lines as they were added.
#include "agents/episode_memory.hpp"

#include <limits>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "core/random.hpp"

namespace metaqnn {
namespace {

using Code = EpisodeMemory::Code;
using Codes = std::vector<Code>;

void expect_episode(EpisodeMemory& memory, std::size_t number, const Codes& choices,
                    double reward) {
    const EpisodeMemory::Remembered read = memory.read(number);
    EXPECT_EQ(Codes(read.choices.begin(), read.choices.end()), choices) << "episode " << number;
    EXPECT_EQ(read.reward, reward) << "episode " << number;
}

TEST(EpisodeMemory, GivesEpisodesBack) {
    EpisodeMemory memory(9, 3);
    EXPECT_EQ(memory.size(), 0U);
    memory.add(Codes{9, 0, 7}, 0.25);
    memory.add(Codes{}, -1.0);
    memory.add(Codes{0}, 1e-300);
    EXPECT_EQ(memory.size(), 3U);
    expect_episode(memory, 0, {9, 0, 7}, 0.25);
    expect_episode(memory, 2, {0}, 1e-300);
    expect_episode(memory, 1, {}, -1.0);
}

TEST(EpisodeMemory, BeginsAnewWhenCleared) {
    EpisodeMemory memory(9, 3);
    memory.add(Codes{9, 9, 9}, 0.25);
    memory.clear();
    EXPECT_EQ(memory.size(), 0U);
    memory.add(Codes{1}, 0.5);
    expect_episode(memory, 0, {1}, 0.5);
}

// Of one to 32 bits, with episodes of less than a line, of exactly one, of more than one.
TEST(EpisodeMemory, HoldsCodesOfEachSizeInEpisodesOfEachLength) {
    Rng random(1);
    for (int bits = 1; bits <= std::numeric_limits<Code>::digits; ++bits) {
        const auto highest = static_cast<Code>((std::uint64_t{1} << bits) - 1);
        for (const std::size_t longest : {1U, 13U, 20U, 21U, 60U}) {
            EpisodeMemory memory(highest, longest);
            std::vector<std::pair<Codes, double>> added;
            for (std::size_t length = 0; length <= longest; ++length) {
                Codes choices(length, highest);
                for (std::size_t i = 0; i < length; i += 2) {
                    choices[i] = static_cast<Code>(random.below(std::uint64_t{highest} + 1));
                }
                added.emplace_back(choices, random.unit());
                memory.add(choices, added.back().second);
            }
            for (std::size_t i = 0; i < added.size(); ++i) {
                memory.prefetch(i);
                expect_episode(memory, i, added[i].first, added[i].second);
            }
        }
    }
}

TEST(EpisodeMemory, RejectsWhatItHasNoRoomFor) {
    EpisodeMemory memory(9, 3);
    EXPECT_THROW(memory.add(Codes{1, 2, 3, 4}, 0.5), LogicError);
    EXPECT_THROW(memory.add(Codes{16}, 0.5), LogicError);
}

}  // namespace
}  // namespace metaqnn
