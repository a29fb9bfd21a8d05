// The presets of the search space against Table 1 of the paper.
#include "core/search_space.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "core/mdp.hpp"

namespace metaqnn {
namespace {

TEST(SearchSpace, IsTheTableOfThePaperByDefault) {
    const SearchSpace space;
    EXPECT_EQ(space.max_depth, 12);
    EXPECT_EQ(space.filters, (std::vector<int>{64, 128, 256, 512}));
    EXPECT_EQ(space.fields, (std::vector<int>{1, 3, 5}));
    EXPECT_EQ(space.strides, (std::vector<int>{1}));
    EXPECT_EQ(space.pools, (std::vector<MaxPooling>{{5, 3}, {3, 2}, {2, 2}}));
    EXPECT_EQ(space.units, (std::vector<int>{512, 256, 128}));
    EXPECT_EQ(space.max_fully_connected, 2);
    EXPECT_EQ(space.fully_connected_max_side, 7);
    EXPECT_EQ(space.bins, (std::vector<int>{8, 4, 1}));
    EXPECT_TRUE(space.global_average_pooling && space.softmax && space.pooling_first);
    EXPECT_TRUE(space.falling_units && !space.halved_windows && space.layers.empty());
    EXPECT_EQ(space_preset("paper"), space);
}

TEST(SpacePreset, GivesEveryNameThatIsListed) {
    for (const std::string_view name : space_presets()) EXPECT_NO_THROW(space_preset(name)) << name;
    EXPECT_EQ(space_preset("small").max_depth, 6);
}

TEST(SpacePreset, HoldsTheNetworksOfNasBenchMacro) {
    const Mdp mdp(space_preset("nas-bench-macro"), {3, 32}, 10);
    EXPECT_EQ(mdp.path_count(), 6561.0);
    EXPECT_NO_THROW(mdp.episode(
        parse_architecture("[B(1), B(2), B(3), B(1), B(3), B(2), B(1), B(2), SM(10)]")));
    for (const char* other : {"[B(1), B(2), SM(10)]", "[C(64,3,1), SM(10)]",
                              "[B(4), B(2), B(3), B(1), B(3), B(2), B(1), B(2), SM(10)]",
                              "[B(1), B(2), B(3), B(1), B(3), B(2), B(1), B(2), GAP(10)]"}) {
        EXPECT_THROW(mdp.episode(parse_architecture(other)), ConfigError) << other;
    }
}

TEST(SpacePreset, SuggestsANameForAMisspeltOne) {
    try {
        space_preset("smal");
        FAIL();
    } catch (const ConfigError& error) {
        const std::string message = error.what();
        EXPECT_NE(message.find("did you mean small?"), std::string::npos) << message;
    }
    EXPECT_THROW(space_preset(""), ConfigError);
}

}  // namespace
}  // namespace metaqnn
