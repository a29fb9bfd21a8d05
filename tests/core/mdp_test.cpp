// The rules of the decision process, one test each, on spaces small enough to count by hand.
#include "core/mdp.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/core/published_networks.hpp"
#include "tests/core/scripted_random.hpp"

namespace metaqnn {
namespace {

constexpr ImageShape digits{1, 28};

// One convolution, one pooling, one FC, both terminations.
SearchSpace tiny_space() {
    SearchSpace space;
    space.max_depth = 2;
    space.filters = {8};
    space.fields = {3};
    space.pools = {{2, 2}};
    space.units = {16};
    return space;
}

bool contains(const Mdp& mdp, const char* text) {
    try {
        mdp.episode(parse_architecture(text));
        return true;
    } catch (const ConfigError&) {
        return false;
    }
}

// The node reached by the layers of a network, before its termination.
NodeId node_before_end(const Mdp& mdp, const char* text) {
    return mdp.episode(parse_architecture(text)).steps.back().node;
}

std::set<std::string> actions(const Mdp& mdp, NodeId node) {
    std::set<std::string> actions;
    for (const Edge& edge : mdp.edges(node)) actions.insert(to_text(mdp.action(edge)));
    return actions;
}

TEST(Bin, IsTheLowerEdgeThatASideReaches) {
    const std::vector<int> bins{8, 4, 1};
    EXPECT_EQ(bin_of(32, bins), 8);
    EXPECT_EQ(bin_of(8, bins), 8);
    EXPECT_EQ(bin_of(7, bins), 4);
    EXPECT_EQ(bin_of(4, bins), 4);
    EXPECT_EQ(bin_of(3, bins), 1);
    EXPECT_EQ(bin_of(1, bins), 1);
    EXPECT_EQ(bin_of(2, {8, 4}), 4);
}

TEST(State, IsWrittenWithLayerDepthAndBin) {
    EXPECT_EQ(to_text(State{std::nullopt, 0, 8, 0}), "start/0/8");
    EXPECT_EQ(to_text(State{Convolution{64, 3, 1}, 2, 8, 0}), "C(64,3,1)/2/8");
    EXPECT_EQ(to_text(State{FullyConnected{128}, 3, 4, 1}), "FC(128)/3/4/1");
}

TEST(Mdp, StartsWithoutALayerAtTheImagesSide) {
    const Mdp mdp(SearchSpace{}, digits, 10);
    EXPECT_EQ(to_text(mdp.state(Mdp::start())), "start/0/8");
    EXPECT_EQ(mdp.side(Mdp::start()), 28);
}

TEST(Mdp, ListsActionsInTheOrderOfTheSpace) {
    SearchSpace space = tiny_space();
    space.filters = {8, 4};
    space.fields = {1, 3};
    space.pools = {{3, 2}, {2, 2}};
    space.units = {32, 16};
    const Mdp mdp(space, {1, 6}, 10);
    std::string text;
    for (const Edge& edge : mdp.edges(Mdp::start())) text += to_text(mdp.action(edge)) + " ";
    EXPECT_EQ(text,
              "C(8,1,1) C(8,3,1) C(4,1,1) C(4,3,1) P(3,2) P(2,2) FC(32) FC(16) GAP(10) SM(10) ");
}

TEST(Mdp, MayTerminateAnywhere) {
    const Mdp mdp(SearchSpace{}, digits, 10);
    for (NodeId node = 0; node < mdp.node_count(); ++node) {
        ASSERT_TRUE(actions(mdp, node).contains("SM(10)")) << to_text(mdp.state(node));
    }
    EXPECT_TRUE(contains(mdp, "[SM(10)]"));
    EXPECT_TRUE(contains(mdp, "[GAP(10)]"));
}

TEST(Mdp, MustTerminateAtTheDepthLimit) {
    const Mdp mdp(tiny_space(), digits, 10);
    const NodeId last = node_before_end(mdp, "[C(8,3,1), C(8,3,1), SM(10)]");
    EXPECT_EQ(actions(mdp, last), (std::set<std::string>{"GAP(10)", "SM(10)"}));
    EXPECT_FALSE(contains(mdp, "[C(8,3,1), C(8,3,1), C(8,3,1), SM(10)]"));
}

TEST(Mdp, DoesNotTerminateBeforeTheLeastDepth) {
    SearchSpace space = tiny_space();
    space.min_depth = 2;
    const Mdp mdp(space, digits, 10);
    EXPECT_FALSE(contains(mdp, "[SM(10)]"));
    EXPECT_FALSE(contains(mdp, "[C(8,3,1), GAP(10)]"));
    EXPECT_TRUE(contains(mdp, "[C(8,3,1), C(8,3,1), GAP(10)]"));
}

TEST(Mdp, LetsAnythingFollowAConvolution) {
    const Mdp mdp(SearchSpace{}, {1, 7}, 10);
    const NodeId node = node_before_end(mdp, "[C(64,1,1), SM(10)]");
    EXPECT_EQ(mdp.edges(node).size(), 12U + 3U + 3U + 2U);  // C, P, FC, terminations
}

TEST(Mdp, LetsAnythingFollowABlockWhichKeepsTheMap) {
    SearchSpace space = tiny_space();
    space.layers = {Block{1}, Block{2}, MaxPooling{2, 2}, FullyConnected{16}};
    const Mdp mdp(space, digits, 10);
    const NodeId node = node_before_end(mdp, "[B(2), SM(10)]");
    EXPECT_EQ(mdp.side(node), 28);
    EXPECT_EQ(actions(mdp, node),
              (std::set<std::string>{"B(1)", "B(2)", "P(2,2)", "GAP(10)", "SM(10)"}));
    EXPECT_FALSE(contains(mdp, "[P(2,2), B(1), SM(10)]"));
    space.after_pooling = {LayerKind::block};
    EXPECT_TRUE(contains(Mdp(space, digits, 10), "[P(2,2), B(1), SM(10)]"));
    EXPECT_FALSE(contains(Mdp(space, {1, 7}, 10), "[FC(16), B(1), SM(10)]"));
}

TEST(Mdp, LetsNoPoolingFollowAPooling) {
    const Mdp mdp(SearchSpace{}, digits, 10);
    EXPECT_FALSE(contains(mdp, "[P(2,2), P(2,2), SM(10)]"));
    EXPECT_FALSE(contains(mdp, "[C(64,1,1), P(2,2), P(3,2), SM(10)]"));
    EXPECT_TRUE(contains(mdp, "[P(2,2), C(64,1,1), P(3,2), SM(10)]"));
}

TEST(Mdp, AllowsFullyConnectedLayersInTheSmallBinsOnly) {
    const Mdp mdp(SearchSpace{}, {1, 16}, 10);
    EXPECT_FALSE(contains(mdp, "[FC(128), SM(10)]"));                            // side 16
    EXPECT_FALSE(contains(mdp, "[P(2,2), FC(128), SM(10)]"));                    // side 8
    EXPECT_TRUE(contains(mdp, "[P(3,2), FC(128), SM(10)]"));                     // side 7
    EXPECT_TRUE(contains(mdp, "[P(5,3), FC(128), SM(10)]"));                     // side 4
    EXPECT_TRUE(contains(mdp, "[P(5,3), C(64,1,1), P(3,2), FC(128), SM(10)]"));  // side 1
}

TEST(Mdp, LetsFullyConnectedLayersGrowSmallerOnly) {
    const Mdp mdp(SearchSpace{}, {1, 7}, 10);
    EXPECT_TRUE(contains(mdp, "[FC(256), FC(128), SM(10)]"));
    EXPECT_TRUE(contains(mdp, "[FC(256), FC(256), SM(10)]"));
    EXPECT_FALSE(contains(mdp, "[FC(256), FC(512), SM(10)]"));
}

TEST(Mdp, AllowsTwoFullyConnectedLayersAtMost) {
    const Mdp mdp(SearchSpace{}, {1, 7}, 10);
    EXPECT_FALSE(contains(mdp, "[FC(128), FC(128), FC(128), SM(10)]"));
    SearchSpace one;
    one.max_fully_connected = 1;
    EXPECT_FALSE(contains(Mdp(one, {1, 7}, 10), "[FC(128), FC(128), SM(10)]"));
    SearchSpace none;
    none.max_fully_connected = 0;
    EXPECT_FALSE(contains(Mdp(none, {1, 7}, 10), "[FC(128), SM(10)]"));
}

TEST(Mdp, TellsTheNumberOfFullyConnectedLayersApart) {
    const Mdp mdp(SearchSpace{}, {1, 7}, 10);
    EXPECT_EQ(mdp.state(node_before_end(mdp, "[FC(128), SM(10)]")).fully_connected, 1);
    EXPECT_EQ(mdp.state(node_before_end(mdp, "[FC(128), FC(128), SM(10)]")).fully_connected, 2);
}

TEST(Mdp, LetsOnlyFullyConnectedOrSoftmaxFollowFullyConnected) {
    const Mdp mdp(SearchSpace{}, {1, 7}, 10);
    EXPECT_EQ(actions(mdp, node_before_end(mdp, "[FC(256), SM(10)]")),
              (std::set<std::string>{"FC(256)", "FC(128)", "SM(10)"}));
    EXPECT_EQ(actions(mdp, node_before_end(mdp, "[FC(256), FC(256), SM(10)]")),
              (std::set<std::string>{"SM(10)"}));
}

TEST(Mdp, AllowsNoFieldLargerThanTheTrueSide) {
    const Mdp mdp(SearchSpace{}, {1, 4}, 10);
    EXPECT_FALSE(contains(mdp, "[C(64,5,1), SM(10)]"));
    EXPECT_FALSE(contains(mdp, "[P(5,3), SM(10)]"));
    EXPECT_TRUE(contains(mdp, "[C(64,3,1), SM(10)]"));
    EXPECT_FALSE(contains(mdp, "[P(2,2), C(64,3,1), SM(10)]"));  // side 2
    EXPECT_TRUE(contains(mdp, "[P(2,2), C(64,1,1), P(2,2), SM(10)]"));
}

TEST(Mdp, ForbidsPoolingFirstIfAsked) {
    EXPECT_TRUE(contains(Mdp(tiny_space(), digits, 10), "[P(2,2), SM(10)]"));
    SearchSpace space = tiny_space();
    space.pooling_first = false;
    const Mdp mdp(space, digits, 10);
    EXPECT_FALSE(contains(mdp, "[P(2,2), SM(10)]"));
    EXPECT_TRUE(contains(mdp, "[C(8,3,1), P(2,2), SM(10)]"));
}

TEST(Mdp, LetsFollowWhatTheSpaceLets) {
    SearchSpace space = tiny_space();
    space.max_depth = 3;
    space.after_convolution = {LayerKind::max_pooling};
    space.after_pooling = {LayerKind::max_pooling, LayerKind::softmax};
    const Mdp mdp(space, digits, 10);
    EXPECT_TRUE(contains(mdp, "[C(8,3,1), P(2,2), P(2,2), SM(10)]"));
    EXPECT_FALSE(contains(mdp, "[C(8,3,1), SM(10)]"));
    EXPECT_FALSE(contains(mdp, "[C(8,3,1), C(8,3,1), P(2,2), SM(10)]"));
    EXPECT_FALSE(contains(mdp, "[C(8,3,1), P(2,2), C(8,3,1), SM(10)]"));
    EXPECT_FALSE(contains(mdp, "[P(2,2), GAP(10)]"));
}

TEST(Mdp, LetsFullyConnectedLayersGrowIfAsked) {
    SearchSpace space = tiny_space();
    space.units = {16, 32};
    space.fully_connected_max_side = 28;
    EXPECT_FALSE(contains(Mdp(space, digits, 10), "[FC(16), FC(32), SM(10)]"));
    space.falling_units = false;
    EXPECT_TRUE(contains(Mdp(space, digits, 10), "[FC(16), FC(32), SM(10)]"));
}

TEST(Mdp, OffersExactlyTheListedLayersInTheirOrder) {
    SearchSpace space = tiny_space();
    space.layers = {MaxPooling{2, 2}, Convolution{24, 5, 2}, FullyConnected{7}};
    space.fully_connected_max_side = 28;
    const Mdp mdp(space, digits, 10);
    std::vector<std::string> offered;
    for (const Edge& edge : mdp.edges(Mdp::start())) {
        offered.push_back(to_text(mdp.action(edge)));
    }
    EXPECT_EQ(offered,
              (std::vector<std::string>{"P(2,2)", "C(24,5,2)", "FC(7)", "GAP(10)", "SM(10)"}));
    EXPECT_TRUE(contains(mdp, "[C(24,5,2), P(2,2), SM(10)]"));
}

TEST(Mdp, HalvesWindowsWithTheSideOfTheMap) {
    SearchSpace space = tiny_space();
    space.max_depth = 1;
    space.halved_windows = true;
    space.units = {};
    // Of 7: 7, 4 and 3, 2 and 1. Strides of 7 alike; of 4: 4, 2, 1; of 3: 3, 2, 1; of 2: 2, 1.
    EXPECT_EQ(actions(Mdp(space, {1, 7}, 10), Mdp::start()),
              (std::set<std::string>{"C(8,1,1)", "C(8,2,1)", "C(8,2,2)", "C(8,3,1)", "C(8,3,2)",
                                     "C(8,3,3)", "C(8,4,1)", "C(8,4,2)", "C(8,4,4)", "C(8,7,1)",
                                     "C(8,7,2)", "C(8,7,3)", "C(8,7,4)", "C(8,7,7)", "P(1,1)",
                                     "P(2,1)",   "P(2,2)",   "P(3,1)",   "P(3,2)",   "P(3,3)",
                                     "P(4,1)",   "P(4,2)",   "P(4,4)",   "P(7,1)",   "P(7,2)",
                                     "P(7,3)",   "P(7,4)",   "P(7,7)",   "GAP(10)",  "SM(10)"}));
}

TEST(Mdp, ShowsTheSideItselfWithoutBins) {
    SearchSpace space = tiny_space();
    space.bins = {};
    const Mdp mdp(space, digits, 10);
    EXPECT_EQ(to_text(mdp.state(Mdp::start())), "start/0/28");
    EXPECT_EQ(to_text(mdp.state(node_before_end(mdp, "[P(2,2), SM(10)]"))), "P(2,2)/1/14");
}

TEST(Mdp, HoldsTheSpaceForMnistOfThePaper) {
    const Mdp mdp(space_preset("mnist"), digits, 10);
    EXPECT_TRUE(contains(mdp,
                         "[C(240,4,1), C(120,2,1), C(120,2,1), P(3,2), C(120,3,1), C(120,3,1), "
                         "P(3,2), FC(50), SM(10)]"));
    EXPECT_TRUE(contains(mdp, "[FC(10), FC(1000), FC(50), SM(10)]"));
    // The paper's other network has a field of 5 pixels on a map of 13: no power of 2 gives it.
    EXPECT_FALSE(contains(mdp, "[C(240,7,1), P(3,2), C(120,5,2), FC(50), SM(10)]"));
    EXPECT_FALSE(contains(mdp, "[C(60,1,1), GAP(10)]"));
}

TEST(Mdp, OffersTheConfiguredTerminationsOnly) {
    SearchSpace no_gap = tiny_space();
    no_gap.global_average_pooling = false;
    EXPECT_FALSE(contains(Mdp(no_gap, digits, 10), "[C(8,3,1), GAP(10)]"));
    SearchSpace no_softmax = tiny_space();
    no_softmax.softmax = false;
    const Mdp mdp(no_softmax, {1, 7}, 10);
    EXPECT_FALSE(contains(mdp, "[C(8,3,1), SM(10)]"));
    EXPECT_TRUE(contains(mdp, "[C(8,3,1), GAP(10)]"));
}

TEST(Mdp, LeavesOutActionsFromWhichNothingTerminates) {
    SearchSpace space = tiny_space();
    space.softmax = false;  // GAP never follows FC, so that FC is a dead end
    const Mdp mdp(space, {1, 7}, 10);
    EXPECT_FALSE(actions(mdp, Mdp::start()).contains("FC(16)"));
    EXPECT_EQ(actions(mdp, Mdp::start()), (std::set<std::string>{"C(8,3,1)", "P(2,2)", "GAP(10)"}));
}

TEST(Mdp, AllowsStridesAndCarriesTheTrueSide) {
    SearchSpace space = tiny_space();
    space.strides = {1, 2};
    const Mdp mdp(space, digits, 10);
    const NodeId node = node_before_end(mdp, "[C(8,3,2), P(2,2), SM(10)]");
    EXPECT_EQ(mdp.side(node), 7);
    EXPECT_EQ(to_text(mdp.state(node)), "P(2,2)/2/4");
}

TEST(Mdp, SharesValuesBetweenTrueSidesOfABin) {
    const Mdp mdp(SearchSpace{}, digits, 10);
    const NodeId from14 = node_before_end(mdp, "[P(2,2), C(64,1,1), SM(10)]");
    const NodeId from13 = node_before_end(mdp, "[P(3,2), C(64,1,1), SM(10)]");
    EXPECT_EQ(mdp.side(from14), 14);
    EXPECT_EQ(mdp.side(from13), 13);
    EXPECT_NE(from14, from13);
    EXPECT_EQ(mdp.state(from14), mdp.state(from13));
    ASSERT_EQ(mdp.edges(from14).size(), mdp.edges(from13).size());
    for (std::size_t i = 0; i < mdp.edges(from14).size(); ++i) {
        EXPECT_EQ(mdp.edges(from14)[i].slot, mdp.edges(from13)[i].slot);
    }
}

TEST(Mdp, OffersByTheTrueSideWithinABin) {
    const Mdp mdp(SearchSpace{}, digits, 10);
    const NodeId side7 = node_before_end(mdp, "[P(2,2), C(64,1,1), P(2,2), SM(10)]");
    const NodeId side4 = node_before_end(mdp, "[P(5,3), C(64,1,1), P(2,2), SM(10)]");
    EXPECT_EQ(mdp.state(side7), mdp.state(side4));
    EXPECT_TRUE(actions(mdp, side7).contains("C(64,5,1)"));
    EXPECT_FALSE(actions(mdp, side4).contains("C(64,5,1)"));
}

// As above with exact sides: the same networks, no values shared.
TEST(Mdp, TellsTrueSidesApartIfAsked) {
    SearchSpace space;
    space.max_depth = 4;
    space.state = StateKind::exact_side;
    const Mdp mdp(space, {1, 28}, 10);
    EXPECT_EQ(mdp.node_count(), mdp.state_count());
    for (NodeId node = 0; node < mdp.node_count(); ++node) {
        ASSERT_EQ(mdp.state(node).bin, mdp.side(node));
    }
    space.state = StateKind::paper;
    const Mdp paper(space, {1, 28}, 10);
    EXPECT_EQ(mdp.path_count(), paper.path_count());
    EXPECT_GT(mdp.state_count(), paper.state_count());
}

TEST(Mdp, TellsTheLayerBeforeTheLastOneIfAsked) {
    SearchSpace space;
    space.max_depth = 4;
    space.state = StateKind::previous_two;
    const Mdp mdp(space, {1, 28}, 10);
    const auto state_after = [&](const char* network) {
        return to_text(mdp.state(mdp.episode(parse_architecture(network)).steps.back().node));
    };
    EXPECT_EQ(state_after("[SM(10)]"), "start/0/8");
    EXPECT_EQ(state_after("[C(64,3,1), SM(10)]"), "C(64,3,1)/1/8");
    EXPECT_EQ(state_after("[C(64,3,1), P(2,2), SM(10)]"), "C(64,3,1)>P(2,2)/2/8");
    EXPECT_EQ(state_after("[C(64,3,1), P(2,2), C(64,1,1), SM(10)]"), "P(2,2)>C(64,1,1)/3/8");
    space.state = StateKind::paper;
    EXPECT_EQ(mdp.path_count(), Mdp(space, {1, 28}, 10).path_count());
}

TEST(Mdp, NumbersEveryPairOfAStateAndAnActionOnce) {
    const Mdp mdp(SearchSpace{}, digits, 10);
    std::set<std::pair<State, Layer>> pairs;
    for (SlotId slot = 0; slot < mdp.slot_count(); ++slot) {
        pairs.emplace(mdp.pair(slot).state, mdp.pair(slot).action);
    }
    EXPECT_EQ(pairs.size(), static_cast<std::size_t>(mdp.slot_count()));
    std::set<SlotId> used;
    for (NodeId node = 0; node < mdp.node_count(); ++node) {
        for (const Edge& edge : mdp.edges(node)) {
            ASSERT_EQ(mdp.pair(edge.slot).state, mdp.state(node));
            used.insert(edge.slot);
        }
    }
    EXPECT_EQ(used.size(), static_cast<std::size_t>(mdp.slot_count()));
}

// Side 4, softmax only. [SM]; after C: SM, C SM, P SM, FC SM; after P (side 2, field 3 too large):
// SM, FC SM; after FC: SM, FC SM. 1 + 4 + 2 + 2.
TEST(PathCount, CountsATinySpaceByHand) {
    SearchSpace space = tiny_space();
    space.global_average_pooling = false;
    EXPECT_EQ(Mdp(space, {1, 4}, 10).path_count(), 9.0);
    // GAP beside each SM but the three after FC... that is 9 + 1 + 3 + 1.
    EXPECT_EQ(Mdp(tiny_space(), {1, 4}, 10).path_count(), 14.0);
}

TEST(PathCount, CountsNetworksNotStates) {
    SearchSpace space = tiny_space();
    space.fields = {1, 3};
    space.pools = {};
    space.units = {};
    space.max_depth = 3;
    // 2 choices a layer, 2 terminations: 2 (1 + 2 + 4 + 8)
    EXPECT_EQ(Mdp(space, digits, 10).path_count(), 30.0);
}

TEST(MdpEpisode, IsTheWalkOfANetwork) {
    const Mdp mdp(tiny_space(), {1, 4}, 10);
    const Architecture network = parse_architecture("[C(8,3,1), FC(16), SM(10)]");
    const Episode episode = mdp.episode(network);
    ASSERT_EQ(episode.steps.size(), 3U);
    EXPECT_EQ(episode.steps[0].node, Mdp::start());
    EXPECT_EQ(episode.steps[0].edge, 0);
    EXPECT_EQ(episode.steps[0].choice, Choice::greedy);
    EXPECT_EQ(mdp.architecture(episode), network);
}

TEST(MdpEpisode, NamesTheLayerThatIsNotAllowedAndWhere) {
    const Mdp mdp(SearchSpace{}, digits, 10);
    try {
        mdp.episode(parse_architecture("[P(2,2), FC(128), SM(10)]"));
        FAIL();
    } catch (const ConfigError& error) {
        EXPECT_STREQ(error.what(),
                     "the space does not allow FC(128) after state P(2,2)/1/8 with side 14");
    }
    EXPECT_THROW(mdp.episode(parse_architecture("[SM(100)]")), ConfigError);  // other classes
    EXPECT_THROW(mdp.episode(parse_architecture("[C(65,1,1), SM(10)]")), ConfigError);
    EXPECT_THROW(mdp.episode(Architecture{{Convolution{64, 1, 1}}}), ConfigError);
    EXPECT_THROW(mdp.episode(Architecture{{Softmax{10}, Softmax{10}}}), ConfigError);
}

TEST(MdpEpisode, TakesOneWordAChoiceAtRandom) {
    const Mdp mdp(tiny_space(), {1, 4}, 10);
    ScriptedRandom random({1, 4, 9});  // of C P FC GAP SM: P; of FC GAP SM: 4 mod 3 = GAP
    const Episode episode = mdp.random_episode(random);
    EXPECT_EQ(to_text(mdp.architecture(episode)), "[P(2,2), GAP(10)]");
    EXPECT_EQ(random.drawn(), 2U);
    EXPECT_EQ(episode.steps[1].choice, Choice::random);
}

TEST(Mdp, RejectsASpaceWithoutATermination) {
    SearchSpace none = tiny_space();
    none.softmax = false;
    none.global_average_pooling = false;
    EXPECT_THROW(Mdp(none, digits, 10), ConfigError);
    SearchSpace too_deep;  // only FC, of which two in a row are allowed
    too_deep.filters = {};
    too_deep.pools = {};
    too_deep.min_depth = 3;
    EXPECT_THROW(Mdp(too_deep, {1, 7}, 10), ConfigError);
}

class OutOfRange : public testing::TestWithParam<void (*)(SearchSpace&)> {};

TEST_P(OutOfRange, IsRejectedNamingTheKey) {
    SearchSpace space;
    GetParam()(space);
    try {
        const Mdp mdp(space, digits, 10);
        FAIL() << "accepted";
    } catch (const ConfigError& error) {
        EXPECT_EQ(std::string(error.what()).rfind("space.", 0), 0U) << error.what();
    }
}

INSTANTIATE_TEST_SUITE_P(Mdp, OutOfRange,
                         testing::Values([](SearchSpace& s) { s.max_depth = 0; },
                                         [](SearchSpace& s) { s.max_depth = 33; },
                                         [](SearchSpace& s) { s.min_depth = -1; },
                                         [](SearchSpace& s) { s.min_depth = 13; },
                                         [](SearchSpace& s) {
                                             s.filters = {64, 0};
                                         },
                                         [](SearchSpace& s) { s.fields = {-3}; },
                                         [](SearchSpace& s) { s.strides = {0}; },
                                         [](SearchSpace& s) { s.units = {0}; },
                                         [](SearchSpace& s) {
                                             s.bins = {8, 0};
                                         },
                                         [](SearchSpace& s) {
                                             s.bins = {4, 8};
                                         },
                                         [](SearchSpace& s) {
                                             s.pools = {{0, 1}};
                                         },
                                         [](SearchSpace& s) {
                                             s.pools = {{2, 0}};
                                         },
                                         // a number that the text form cannot read back
                                         [](SearchSpace& s) { s.filters = {1'000'001}; },
                                         [](SearchSpace& s) {
                                             s.pools = {{2, 1'000'001}};
                                         },
                                         // twice the same choice would be two walks to one network
                                         [](SearchSpace& s) {
                                             s.filters = {64, 128, 64};
                                         },
                                         [](SearchSpace& s) {
                                             s.units = {128, 128};
                                         },
                                         [](SearchSpace& s) {
                                             s.pools = {{2, 2}, {2, 2}};
                                         }));

TEST(Mdp, RejectsATerminationAmongTheLayersAndALayerTwice) {
    SearchSpace space = tiny_space();
    space.layers = {Convolution{8, 3, 1}, Softmax{10}};
    EXPECT_THROW(Mdp(space, digits, 10), ConfigError);
    space.layers = {Convolution{8, 3, 1}, Convolution{8, 3, 1}};
    EXPECT_THROW(Mdp(space, digits, 10), ConfigError);
}

TEST(Mdp, RejectsASpaceThatDoesNotFitIntoMemory) {
    SearchSpace layers;
    for (int i = 1; i <= 101; ++i) {
        layers.filters.push_back(1000 + i);
        layers.fields.push_back(100 + i);
    }
    EXPECT_THROW(Mdp(layers, {1, 28}, 10), ConfigError);
    SearchSpace choices;  // every side from 1 to 1024 at every depth, with 1000 layers to choose
    choices.max_depth = 32;
    choices.fields = {1};
    choices.filters.clear();
    for (int i = 1; i <= 500; ++i) choices.filters.push_back(i);
    choices.pools = {{2, 1}, {3, 1}};
    choices.strides = {1, 2};
    EXPECT_THROW(Mdp(choices, {1, 1024}, 10), ConfigError);
}

TEST(Mdp, RejectsImagesWithoutPixelsAndASingleClass) {
    EXPECT_THROW(Mdp(SearchSpace{}, {0, 28}, 10), ConfigError);
    EXPECT_THROW(Mdp(SearchSpace{}, {1, 0}, 10), ConfigError);
    EXPECT_THROW(Mdp(SearchSpace{}, digits, 1), ConfigError);
}

}  // namespace
}  // namespace metaqnn
