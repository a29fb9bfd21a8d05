// The presets of the search space against Table 1 of the paper.
#include "core/search_space.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"

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
