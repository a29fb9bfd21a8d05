// A reward and fields of few bits, in whole words; see packed_episodes.hpp.
#include "core/packed_episodes.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "core/error.hpp"

namespace metaqnn {

PackedEpisodes::PackedEpisodes(const Mdp& mdp) : mdp_(mdp) {
    std::size_t most_edges = 1;
    for (NodeId node = 0; node < mdp.node_count(); ++node) {
        most_edges = std::max(most_edges, mdp.edges(node).size());
        longest_ = std::max(longest_, static_cast<std::size_t>(mdp.state(node).depth) + 1);
    }
    bits_each_field_ = static_cast<std::size_t>(std::bit_width(2 * most_edges - 1));
    fields_each_word_ = std::numeric_limits<Word>::digits / bits_each_field_;
    words_each_ = 1 + (longest_ + fields_each_word_ - 1) / fields_each_word_;
    mask_ = (Word{1} << bits_each_field_) - 1;
}

void PackedEpisodes::add(const Episode& episode, double reward) {
    expect(episode.steps.size() <= longest_, "PackedEpisodes: more steps than the space allows");
    words_.resize(words_.size() + words_each_);
    Word* word = &words_[words_.size() - words_each_];
    *word++ = std::bit_cast<Word>(reward);
    for (std::size_t i = 0; i < episode.steps.size(); ++i) {
        const Step& step = episode.steps[i];
        const Word how = step.choice == Choice::random ? 1 : 0;
        const Word field = static_cast<Word>(step.edge) << 1U | how;
        expect(step.edge >= 0 && field <= mask_, "PackedEpisodes: no edge of the space");
        word[i / fields_each_word_] |= field << i % fields_each_word_ * bits_each_field_;
    }
}

void PackedEpisodes::unpack(std::size_t number, std::uint32_t* edges) const {
    const Word* word = &words_[number * words_each_ + 1];
    for (std::size_t left = longest_; left > 0;) {
        const std::size_t count = std::min(left, fields_each_word_);
        Word rest = *word++;
        for (std::size_t i = 0; i < count; ++i) {
            *edges++ = static_cast<std::uint32_t>((rest & mask_) >> 1U);
            rest >>= bits_each_field_;
        }
        left -= count;
    }
}

Episode PackedEpisodes::episode(std::size_t number) const {
    Episode episode;
    episode.steps.reserve(longest_);
    for (NodeId node = Mdp::start(); node != Mdp::terminal;) {
        const Word taken = field(number, episode.steps.size());
        const auto edge = static_cast<std::int32_t>(taken >> 1U);
        episode.steps.push_back({node, edge, taken % 2 != 0 ? Choice::random : Choice::greedy});
        node = mdp_.edges(node)[static_cast<std::size_t>(edge)].next;
    }
    return episode;
}

bool PackedEpisodes::is(std::size_t number, const Episode& episode) const {
    if (episode.steps.size() > longest_) return false;
    for (std::size_t i = 0; i < episode.steps.size(); ++i) {
        if (field(number, i) >> 1U != static_cast<Word>(episode.steps[i].edge)) return false;
    }
    return true;
}

void PackedEpisodes::prefetch(std::size_t number) const {
    const Word* first = &words_[number * words_each_];
    __builtin_prefetch(first);
    __builtin_prefetch(first + words_each_ - 1);
}

}  // namespace metaqnn
