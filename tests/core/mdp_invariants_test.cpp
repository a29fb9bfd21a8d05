// What holds for every episode of the paper's spaces, tried on 10,000 random ones of each.
#include <algorithm>
#include <ostream>

#include <gtest/gtest.h>

#include "core/mdp.hpp"
#include "tests/core/published_networks.hpp"

namespace metaqnn {
namespace {

struct Case {
    ImageShape input;
    int max_depth;
};

std::ostream& operator<<(std::ostream& out, const Case& c) {
    return out << c.input.channels << "x" << c.input.side << " depth " << c.max_depth;
}

Mdp paper_mdp(const Case& c) {
    SearchSpace space;
    space.max_depth = c.max_depth;
    return Mdp(space, c.input, 10);
}

// The rules of Sec. 4 and App. B written once more, for a layer between its neighbours.
bool follows(const Layer* before, int side, const Layer& layer) {
    const auto* full_before = before ? std::get_if<FullyConnected>(before) : nullptr;
    if (const auto* full = std::get_if<FullyConnected>(&layer)) {
        return full_before ? full->units <= full_before->units : side <= 7;
    }
    if (full_before) return std::holds_alternative<Softmax>(layer);
    if (const auto* c = std::get_if<Convolution>(&layer)) return c->field <= side;
    if (const auto* p = std::get_if<MaxPooling>(&layer)) {
        return p->field <= side && !(before && std::holds_alternative<MaxPooling>(*before));
    }
    return true;
}

void check_rules(const Mdp& mdp, const Architecture& network, const std::vector<FeatureMap>& maps) {
    ASSERT_LE(network.layers.size(), static_cast<std::size_t>(mdp.space().max_depth) + 1);
    int full_in_a_row = 0;
    for (std::size_t i = 0; i < network.layers.size(); ++i) {
        const Layer& layer = network.layers[i];
        const Layer* before = i == 0 ? nullptr : &network.layers[i - 1];
        ASSERT_TRUE(follows(before, i == 0 ? mdp.input().side : maps[i - 1].side, layer)) << i;
        ASSERT_EQ(is_termination(layer), i + 1 == network.layers.size());
        full_in_a_row = std::holds_alternative<FullyConnected>(layer) ? full_in_a_row + 1 : 0;
        ASSERT_LE(full_in_a_row, 2);
    }
}

class PaperSpace : public testing::TestWithParam<Case> {};

TEST_P(PaperSpace, HoldsItsRulesInTenThousandRandomEpisodes) {
    const Mdp mdp = paper_mdp(GetParam());
    Rng random(2017);
    for (int i = 0; i < 10'000; ++i) {
        const Episode episode = mdp.random_episode(random);
        const Architecture network = mdp.architecture(episode);
        SCOPED_TRACE(to_text(network));
        const std::vector<FeatureMap> maps = feature_maps(network, mdp.input());
        check_rules(mdp, network, maps);
        for (std::size_t step = 1; step < episode.steps.size(); ++step) {
            const NodeId node = episode.steps[step].node;
            ASSERT_EQ(mdp.side(node), maps[step - 1].side);
            ASSERT_EQ(mdp.state(node).depth, static_cast<int>(step));
            ASSERT_EQ(mdp.state(node).bin, bin_of(maps[step - 1].side, mdp.space().bins));
            ASSERT_EQ(mdp.state(node).last, network.layers[step - 1]);
        }
        Episode again = mdp.episode(parse_architecture(to_text(network)));
        for (Step& step : again.steps) step.choice = Choice::random;
        ASSERT_EQ(again, episode);
        if (HasFatalFailure()) return;
    }
}

TEST_P(PaperSpace, ReachesATerminationFromEveryNode) {
    const Mdp mdp = paper_mdp(GetParam());
    for (NodeId node = 0; node < mdp.node_count(); ++node) {
        const auto edges = mdp.edges(node);
        ASSERT_FALSE(edges.empty());
        ASSERT_TRUE(std::any_of(edges.begin(), edges.end(),
                                [&](const Edge& edge) { return edge.next == Mdp::terminal; }));
        for (const Edge& edge : edges) {
            if (edge.next == Mdp::terminal) continue;
            ASSERT_GT(edge.next, node);  // depth grows, so that every walk ends
            ASSERT_EQ(mdp.state(edge.next).depth, mdp.state(node).depth + 1);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Mdp, PaperSpace,
                         testing::Values(Case{{1, 28}, 12}, Case{{3, 32}, 12}, Case{{3, 32}, 18}));

TEST(PaperSpace, HoldsThePublishedNetworks) {
    int found = 0;
    for (const PublishedNetwork& published : published_networks()) {
        if (!published.main_space) continue;
        const Architecture network = parse_architecture(published.text);
        for (const int depth : {12, 18}) {
            const Mdp mdp = paper_mdp({published.input, depth});
            EXPECT_EQ(mdp.architecture(mdp.episode(network)), network);
        }
        ++found;
    }
    EXPECT_EQ(found, 7);
}

}  // namespace
}  // namespace metaqnn
