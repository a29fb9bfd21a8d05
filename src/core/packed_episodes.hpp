// Episodes in the few bits that their choices take, and their rewards.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/mdp.hpp"

namespace metaqnn {

/// Episodes of one Mdp in the order in which they were added. From the start on, the positions of
/// the edges alone tell a network: each takes as many bits as the node with most edges needs, and
/// one for how it was chosen. All episodes take the same number of words (four in the paper's
/// space, with the reward), so that where one stands follows from its number.
class PackedEpisodes {
  public:
    /// mdp outlives the object.
    explicit PackedEpisodes(const Mdp& mdp);

    std::size_t size() const { return words_.size() / words_each_; }
    /// The most steps that an episode can have.
    std::size_t longest() const { return longest_; }
    void clear() { words_.clear(); }
    /// @throws LogicError for an episode of another Mdp
    void add(const Episode& episode, double reward);
    /// Of an episode, number < size().
    double reward(std::size_t number) const {
        return std::bit_cast<double>(words_[number * words_each_]);
    }
    void set_reward(std::size_t number, double reward) {
        words_[number * words_each_] = std::bit_cast<Word>(reward);
    }

    /// Writes the positions of the edges of an episode, number < size(), to longest() places; what
    /// stands in those after its last step means nothing.
    void unpack(std::size_t number, std::uint32_t* edges) const;
    /// The whole episode, number < size().
    Episode episode(std::size_t number) const;
    /// True if the network is that of the episode, however both were chosen.
    bool is(std::size_t number, const Episode& episode) const;
    /// Asks for an episode without waiting for it.
    void prefetch(std::size_t number) const;

  private:
    using Word = std::uint64_t;
    Word field(std::size_t number, std::size_t step) const {
        const Word word = words_[number * words_each_ + 1 + step / fields_each_word_];
        return word >> step % fields_each_word_ * bits_each_field_ & mask_;
    }

    const Mdp& mdp_;
    std::size_t longest_ = 1;  // steps
    std::size_t bits_each_field_ = 1;
    std::size_t fields_each_word_ = 1;
    std::size_t words_each_ = 1;
    Word mask_ = 1;
    std::vector<Word> words_;  // of each the reward, then fields, the first in the lowest bits
};

}  // namespace metaqnn
