// A random source whose words the test writes down.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/error.hpp"
#include "core/random.hpp"

namespace metaqnn {

/// Gives the words of a list, one after another.
class ScriptedRandom final : public RandomSource {
  public:
    explicit ScriptedRandom(std::vector<std::uint64_t> words) : words_(std::move(words)) {}

    /// @throws LogicError when the script is at its end
    std::uint64_t next() override {
        expect(drawn_ < words_.size(), "ScriptedRandom: more words drawn than written down");
        return words_[drawn_++];
    }
    /// Words given so far.
    std::size_t drawn() const { return drawn_; }

  private:
    std::vector<std::uint64_t> words_;
    std::size_t drawn_ = 0;
};

/// The word for which unit() gives `value`, a multiple of 1/1024 in [0, 1).
inline std::uint64_t unit_word(double value) {
    return static_cast<std::uint64_t>(value * 1024.0) << 54U;
}

}  // namespace metaqnn
