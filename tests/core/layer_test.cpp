// The text form of single layers, well and badly written.
#include "core/layer.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace metaqnn {
namespace {

TEST(Layer, WritesEveryKind) {
    EXPECT_EQ(to_text(Layer{Convolution{64, 3, 1}}), "C(64,3,1)");
    EXPECT_EQ(to_text(Layer{MaxPooling{5, 3}}), "P(5,3)");
    EXPECT_EQ(to_text(Layer{FullyConnected{128}}), "FC(128)");
    EXPECT_EQ(to_text(Layer{Block{3}}), "B(3)");
    EXPECT_EQ(to_text(Layer{GlobalAveragePooling{10}}), "GAP(10)");
    EXPECT_EQ(to_text(Layer{Softmax{100}}), "SM(100)");
}

TEST(Layer, ReadsWhatItWrites) {
    for (const Layer& layer :
         {Layer{Convolution{512, 5, 2}}, Layer{MaxPooling{2, 2}}, Layer{FullyConnected{1}},
          Layer{Block{2}}, Layer{GlobalAveragePooling{10}}, Layer{Softmax{1'000'000}}}) {
        EXPECT_EQ(parse_layer(to_text(layer)), layer) << to_text(layer);
    }
}

TEST(Layer, IgnoresBlanks) {
    EXPECT_EQ(parse_layer("  C( 64 ,\t3,\n1 ) "), (Layer{Convolution{64, 3, 1}}));
}

TEST(Layer, KnowsTerminationsAndTheirClasses) {
    EXPECT_TRUE(is_termination(Softmax{10}));
    EXPECT_TRUE(is_termination(GlobalAveragePooling{7}));
    EXPECT_FALSE(is_termination(Convolution{64, 3, 1}));
    EXPECT_FALSE(is_termination(MaxPooling{2, 2}));
    EXPECT_FALSE(is_termination(FullyConnected{10}));
    EXPECT_FALSE(is_termination(Block{1}));
    EXPECT_EQ(classes_of(Softmax{10}), 10);
    EXPECT_EQ(classes_of(GlobalAveragePooling{7}), 7);
    EXPECT_EQ(classes_of(FullyConnected{10}), 0);
}

class MalformedLayer : public testing::TestWithParam<const char*> {};

TEST_P(MalformedLayer, IsRejectedAndQuoted) {
    try {
        parse_layer(GetParam());
        FAIL() << "accepted " << GetParam();
    } catch (const ConfigError& error) {
        const std::string message = error.what();
        EXPECT_NE(message.find(std::string("layer \"") + GetParam()), std::string::npos) << message;
        EXPECT_NE(message.find("write C(filters,field,stride)"), std::string::npos) << message;
        EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Layer, MalformedLayer,
    testing::Values("", "C", "(64,3,1)", "C(64,3,1", "C64,3,1)", "C(64,3)", "C(64,3,1,1)", "C()",
                    "C(64,,1)", "C(64,3,1,)", "C(,64,3,1)", "C(64;3;1)", "C(0,3,1)", "C(-64,3,1)",
                    "C(+64,3,1)", "C(64,3.0,1)", "C(64,3,x)", "C(1000001,3,1)",
                    "C(99999999999999999999,3,1)", "C(0x40,3,1)", "C((64,3,1))", "C(64,3,1))",
                    "c(64,3,1)", "P(2)", "P(2,2,2)", "FC()", "FC(1,2)", "B(0)", "B(1,2)",
                    "GAP(10,10)", "SM(1e1)", "SM", "BN(2)", "XSM(10)", ")(", ")"));

TEST(MalformedLayer, IsQuotedInPartWhenItIsLong) {
    try {
        parse_layer(std::string(10'000, 'C'));
        FAIL();
    } catch (const ConfigError& error) {
        EXPECT_LT(std::string(error.what()).size(), 300U);
    }
}

}  // namespace
}  // namespace metaqnn
