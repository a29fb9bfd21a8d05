// Fields of few bits in whole lines; see episode_memory.hpp.
#include "agents/episode_memory.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "core/error.hpp"

namespace metaqnn {
namespace {

std::size_t quotient_rounded_up(std::size_t dividend, std::size_t divisor) {
    return (dividend + divisor - 1) / divisor;
}

}  // namespace

EpisodeMemory::EpisodeMemory(Code highest, std::size_t longest)
    : longest_(longest),
      bits_each_field_(
          static_cast<int>(std::bit_width(std::max<std::size_t>({highest, longest, 1})))),
      fields_each_word_(
          static_cast<std::size_t>(std::numeric_limits<Word>::digits / bits_each_field_)) {
    const std::size_t words = quotient_rounded_up(1 + longest, fields_each_word_);
    lines_each_ = quotient_rounded_up(1 + words, Line{}.words.size());
    fields_.resize(words * fields_each_word_);
}

void EpisodeMemory::add(std::span<const Code> choices, double reward) {
    expect(choices.size() <= longest_, "EpisodeMemory: more choices than an episode has");
    std::ranges::fill(fields_, Code{0});
    fields_[0] = static_cast<Code>(choices.size());
    std::ranges::copy(choices, fields_.begin() + 1);
    lines_.resize(lines_.size() + lines_each_);
    Word* word = lines_[lines_.size() - lines_each_].words.data();
    *word = std::bit_cast<Word>(reward);
    for (std::size_t i = 0; i < fields_.size(); ++i) {
        const std::size_t place = i % fields_each_word_;
        if (place == 0) ++word;
        expect(Word{fields_[i]} >> bits_each_field_ == 0, "EpisodeMemory: a code is too high");
        *word |= Word{fields_[i]} << (place * static_cast<std::size_t>(bits_each_field_));
    }
}

void EpisodeMemory::prefetch(std::size_t number) const {
    constexpr int for_reading = 0;
    // Into the second cache: the first is full of what the draws before this one need.
    constexpr int locality = 2;
    const Line* first = &lines_[number * lines_each_];
    for (std::size_t i = 0; i < lines_each_; ++i) {
        __builtin_prefetch(first + i, for_reading, locality);
    }
}

EpisodeMemory::Remembered EpisodeMemory::read(std::size_t number) {
    const Word* word = lines_[number * lines_each_].words.data();
    const auto reward = std::bit_cast<double>(*word);
    // Not from the members, which the compiler would load again after each field.
    const int bits = bits_each_field_;
    const std::size_t fields_each_word = fields_each_word_;
    const std::span<Code> fields = fields_;
    const Word mask = (Word{1} << bits) - 1;
    for (std::size_t first = 0; first < fields.size(); first += fields_each_word) {
        Word rest = *++word;
        for (std::size_t i = 0; i < fields_each_word; ++i) {
            fields[first + i] = static_cast<Code>(rest & mask);
            rest >>= bits;
        }
    }
    return {fields.subspan(1, fields[0]), reward};
}

}  // namespace metaqnn
