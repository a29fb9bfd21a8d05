// The networks that walks can reach: what limits leave of a small space.
#pragma once

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "core/walk.hpp"

namespace metaqnn {

inline void add_networks(const Mdp& mdp, const Walk& walk, std::set<std::string>& networks) {
    if (walk.done()) {
        networks.insert(to_text(mdp.architecture(walk.episode())));
        return;
    }
    EXPECT_FALSE(walk.choices().empty());
    for (const std::int32_t edge : walk.choices()) {
        Walk longer = walk;
        longer.take(edge, Choice::random);
        add_networks(mdp, longer, networks);
    }
}

/// Every network that walks can reach, as texts.
inline std::set<std::string> networks_of(const Mdp& mdp) {
    std::set<std::string> networks;
    add_networks(mdp, Walk(mdp), networks);
    return networks;
}

}  // namespace metaqnn
