// The text form of networks, the published networks, and the shapes between layers.
#include "core/architecture.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/core/published_networks.hpp"

namespace metaqnn {
namespace {

TEST(Architecture, WritesLayersInBrackets) {
    EXPECT_EQ(to_text(Architecture{{Convolution{64, 3, 1}, MaxPooling{2, 2}, Softmax{10}}}),
              "[C(64,3,1), P(2,2), SM(10)]");
    EXPECT_EQ(to_text(Architecture{}), "[]");
}

TEST(Architecture, ReadsLayersWithAnyBlanks) {
    const Architecture expected{{Convolution{64, 3, 1}, GlobalAveragePooling{10}}};
    EXPECT_EQ(parse_architecture("[C(64,3,1), GAP(10)]"), expected);
    EXPECT_EQ(parse_architecture("[C(64,3,1),GAP(10)]"), expected);
    EXPECT_EQ(parse_architecture(" \n[ C(64, 3, 1) ,\tGAP(10) ]\r\n"), expected);
}

TEST(Architecture, ReadsANetworkThatIsATerminationOnly) {
    EXPECT_EQ(parse_architecture("[SM(10)]"), (Architecture{{Softmax{10}}}));
}

class PublishedNetworks : public testing::TestWithParam<PublishedNetwork> {};

TEST_P(PublishedNetworks, AreReadAndPrintedBack) {
    EXPECT_EQ(to_text(parse_architecture(GetParam().text)), GetParam().text);
}

TEST_P(PublishedNetworks, HaveTheSidesCountedByHand) {
    const Architecture network = parse_architecture(GetParam().text);
    std::vector<int> sides;
    for (const FeatureMap& map : feature_maps(network, GetParam().input)) {
        sides.push_back(map.side);
    }
    EXPECT_EQ(sides, GetParam().sides);
}

INSTANTIATE_TEST_SUITE_P(Architecture, PublishedNetworks, testing::ValuesIn(published_networks()));

class MalformedArchitecture : public testing::TestWithParam<const char*> {};

TEST_P(MalformedArchitecture, IsRejectedInOneLine) {
    try {
        parse_architecture(GetParam());
        FAIL() << "accepted " << GetParam();
    } catch (const ConfigError& error) {
        EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << error.what();
    }
}

INSTANTIATE_TEST_SUITE_P(Architecture, MalformedArchitecture,
                         testing::Values("", " ", "[", "]", "[]", "[ ]", "][", "SM(10)", "[SM(10)",
                                         "SM(10)]",
                                         "[C(64,3,1)]",          // no termination
                                         "[SM(10), C(64,3,1)]",  // termination not at the end
                                         "[SM(10), SM(10)]",     // two of them
                                         "[GAP(10), C(64,3,1), SM(10)]",  // one in the middle
                                         "[C(64,3,1) SM(10)]",            // comma missing
                                         "[C(64,3,1),, SM(10)]",          // comma too many
                                         "[, SM(10)]", "[SM(10),]",       // comma at an edge
                                         "[SM(10)] x", "x [SM(10)]",      // something around it
                                         "[[SM(10)]]", "[SM(10))]", "[C(64,3,1), P(2,2), SM(10]",
                                         "[C(64,3), SM(10)]", "{C(64,3,1), SM(10)}"));

TEST(MalformedArchitecture, IsRejectedBeforeItIsReadWhenItIsLong) {
    std::string text = "[";
    while (text.size() < 5000) text += "C(64,3,1), ";
    EXPECT_THROW(parse_architecture(text + "SM(10)]"), ConfigError);
}

TEST(OutputSide, IsTheNumberOfPlacesOfTheWindow) {
    EXPECT_EQ(output_side(28, 2, 2), 14);
    EXPECT_EQ(output_side(28, 3, 2), 13);
    EXPECT_EQ(output_side(28, 5, 3), 8);
    EXPECT_EQ(output_side(32, 5, 3), 10);
    EXPECT_EQ(output_side(5, 5, 3), 1);
    EXPECT_EQ(output_side(7, 2, 2), 3);  // the last row and column are left out
    EXPECT_EQ(output_side(7, 1, 1), 7);
    EXPECT_EQ(output_side(1, 1, 4), 1);
}

TEST(OutputSide, RejectsAWindowLargerThanTheMap) {
    EXPECT_THROW(output_side(4, 5, 1), LogicError);
    EXPECT_THROW(output_side(4, 0, 1), LogicError);
    EXPECT_THROW(output_side(4, 2, 0), LogicError);
}

TEST(SamePadding, PutsWhatCannotBeSharedRightAndBelow) {
    EXPECT_EQ(same_padding(28, 3, 1), (Padding{1, 1}));
    EXPECT_EQ(same_padding(28, 4, 1), (Padding{1, 2}));
    EXPECT_EQ(same_padding(13, 5, 2), (Padding{2, 2})) << "7 windows reach over 17 pixels";
    EXPECT_EQ(same_padding(8, 1, 3), (Padding{0, 0})) << "3 windows reach over 7 pixels";
}

TEST(Apply, PadsConvolutionsToTheSameSideAndDividesByTheStride) {
    EXPECT_EQ(apply(Convolution{64, 5, 1}, {3, 7}), (FeatureMap{64, 7}));
    EXPECT_EQ(apply(Convolution{64, 5, 2}, {3, 7}), (FeatureMap{64, 4}));  // ceil(7 / 2)
    EXPECT_EQ(apply(Convolution{64, 5, 2}, {3, 8}), (FeatureMap{64, 4}));
    EXPECT_EQ(apply(Convolution{64, 1, 3}, {3, 7}), (FeatureMap{64, 3}));
}

TEST(Apply, KeepsTheChannelsOfAPooledMap) {
    EXPECT_EQ(apply(MaxPooling{3, 2}, {17, 7}), (FeatureMap{17, 3}));
}

TEST(Apply, KeepsTheMapOfABlock) { EXPECT_EQ(apply(Block{2}, {17, 7}), (FeatureMap{17, 7})); }

TEST(Apply, EndsInAVector) {
    EXPECT_EQ(apply(FullyConnected{128}, {17, 7}), (FeatureMap{128, 1}));
    EXPECT_EQ(apply(Softmax{10}, {17, 7}), (FeatureMap{10, 1}));
    EXPECT_EQ(apply(GlobalAveragePooling{10}, {17, 7}), (FeatureMap{10, 1}));
}

TEST(Apply, NamesALayerThatDoesNotFit) {
    EXPECT_TRUE(fits(Convolution{64, 4, 1}, {3, 4}));
    EXPECT_FALSE(fits(Convolution{64, 5, 1}, {3, 4}));
    EXPECT_FALSE(fits(MaxPooling{5, 3}, {3, 4}));
    EXPECT_TRUE(fits(Softmax{10}, {3, 1}));
    try {
        feature_maps(parse_architecture("[P(2,2), P(5,3), SM(10)]"), {3, 9});
        FAIL();
    } catch (const ConfigError& error) {
        EXPECT_STREQ(error.what(), "P(5,3) does not fit a map of 3x4x4 (channels x pixels)");
    }
}

}  // namespace
}  // namespace metaqnn
