// Episodes with their rewards, to be drawn from anywhere in a long list.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace metaqnn {

/// Episodes in the order in which they were added. Each takes whole lines of the processor's cache
/// (one, for up to 20 choices with codes of up to 21 bits) at a place that follows from its number:
/// to draw from a list that no cache holds costs one fetch, which can be asked for early.
class EpisodeMemory {
  public:
    /// What a choice is remembered by.
    using Code = std::uint32_t;
    /// An episode that was read.
    struct Remembered {
        std::span<const Code> choices;
        double reward;
    };

    /// @param highest  of all codes; @param longest  most choices of an episode
    EpisodeMemory(Code highest, std::size_t longest);

    std::size_t size() const { return lines_.size() / lines_each_; }
    void clear() { lines_.clear(); }
    /// @throws LogicError if a code is too high or there are too many choices
    void add(std::span<const Code> choices, double reward);
    /// Asks for an episode, number < size(), without waiting for it.
    void prefetch(std::size_t number) const;
    /// An episode, number < size(). Its choices are valid until the next call.
    Remembered read(std::size_t number);

  private:
    // First the reward, then words of fields that have room for a code: the count of choices and
    // each choice, the first field in the lowest bits.
    using Word = std::uint64_t;
    struct alignas(64) Line {
        std::array<Word, 8> words{};
    };
    std::size_t longest_;
    int bits_each_field_;
    std::size_t fields_each_word_;
    std::size_t lines_each_;
    std::vector<Line> lines_;
    std::vector<Code> fields_;  // of one episode, in whole words
};

}  // namespace metaqnn
