// The kinds of lists: what they read, refuse and write.
#include "config/list_codec.hpp"

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

Value integer(std::int64_t number) { return {number}; }

TEST(IntegersCodec, WantsDifferentIntegers) {
    const auto codec = integers(1, 9, 1);
    EXPECT_EQ(codec.range, "a list of at most 1000 different integers in [1, 9], not empty");
    EXPECT_EQ(codec.read({List{integer(3), integer(1)}}), (std::vector<int>{3, 1}));
    EXPECT_FALSE(codec.read({List{integer(3), integer(3)}}));
    EXPECT_FALSE(codec.read({List{integer(0)}}));
    EXPECT_FALSE(codec.read({List{}}));
    EXPECT_FALSE(codec.read(integer(3)));
    EXPECT_TRUE(integers(1, 9, 0).read({List{}}));
}

TEST(IntegersCodec, BoundsTheList) {
    List list;
    while (list.size() < 1000) list.push_back(integer(static_cast<std::int64_t>(list.size())));
    EXPECT_TRUE(integers(0, 2000, 0).read({list}));
    list.push_back(integer(1000));
    EXPECT_FALSE(integers(0, 2000, 0).read({list}));
}

TEST(PoolsCodec, WantsPairs) {
    const Value two{List{{List{integer(3), integer(2)}}, {List{integer(2), integer(2)}}}};
    EXPECT_EQ(pools().read(two), (std::vector<MaxPooling>{{3, 2}, {2, 2}}));
    EXPECT_EQ(pools().write({{3, 2}, {2, 2}}), two);
    EXPECT_FALSE(pools().read({List{integer(3), integer(2)}}));
    EXPECT_FALSE(pools().read({List{{List{integer(3)}}}}));
    EXPECT_FALSE(pools().read({List{{List{integer(3), integer(0)}}}}));
}

TEST(ArchitecturesCodec, WantsTexts) {
    const Value one{List{{std::string("[C(8,3,1), SM(10)]")}}};
    EXPECT_EQ(architectures().read(one),
              (std::vector<Architecture>{parse_architecture("[C(8,3,1), SM(10)]")}));
    EXPECT_EQ(architectures().write({parse_architecture("[C(8,3,1),SM(10)]")}), one);
    EXPECT_FALSE(architectures().read({List{{std::string("[C(8,3,1)]")}}}));
    EXPECT_FALSE(architectures().read({List{integer(3)}}));
    EXPECT_TRUE(architectures().read({List{}}));
}

TEST(LayersCodec, WantsLayersBeforeTheTermination) {
    const Value two{List{{std::string("C(8,3,1)")}, {std::string("P(2,2)")}}};
    EXPECT_EQ(layers().read(two), (std::vector<Layer>{Convolution{8, 3, 1}, MaxPooling{2, 2}}));
    EXPECT_EQ(layers().write({Convolution{8, 3, 1}, MaxPooling{2, 2}}), two);
    EXPECT_FALSE(layers().read({List{{std::string("SM(10)")}}}));
    EXPECT_FALSE(layers().read({List{{std::string("C(8)")}}}));
    EXPECT_FALSE(layers().read({List{integer(3)}}));
    EXPECT_TRUE(layers().read({List{}}));
}

TEST(LayerKindsCodec, WantsKnownKinds) {
    const Value two{List{{std::string("GAP")}, {std::string("C")}}};
    EXPECT_EQ(layer_kinds().read(two),
              (std::vector{LayerKind::global_average_pooling, LayerKind::convolution}));
    EXPECT_FALSE(layer_kinds().read({List{{std::string("BN")}}}));
    EXPECT_FALSE(layer_kinds().read({List{}}));
}

TEST(RateStagesCodec, WantsPairs) {
    const Value one{List{{List{{0.5}, integer(3)}}}};
    EXPECT_EQ(rate_stages().read(one), (std::vector<RateStage>{{0.5, 3}}));
    EXPECT_EQ(rate_stages().write({{0.5, 3}}), one);
    EXPECT_FALSE(rate_stages().read({List{{List{{1.5}, integer(3)}}}}));
    EXPECT_FALSE(rate_stages().read({List{{List{{0.5}, integer(0)}}}}));
    EXPECT_FALSE(rate_stages().read({List{{List{{0.5}}}}}));
}

TEST(TextsCodec, WantsDifferentTextsThatAreNotEmpty) {
    const Value two{List{{std::string("a")}, {std::string("b")}}};
    EXPECT_EQ(texts().read(two), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(texts().write({"a", "b"}), two);
    EXPECT_FALSE(texts().read({List{{std::string("a")}, {std::string("a")}}}));
    EXPECT_FALSE(texts().read({List{{std::string()}}}));
}

TEST(StagesCodec, WantsValueAndModels) {
    const auto stage = [](Value value, Value models) {
        return Value{List{{Table{{"value", std::move(value)}, {"models", std::move(models)}}}}};
    };
    EXPECT_EQ(stages().read(stage({0.5}, integer(10))), (std::vector<EpsilonStage>{{0.5, 10}}));
    EXPECT_EQ(stages().write({{0.5, 10}}), stage({0.5}, integer(10)));
    EXPECT_FALSE(stages().read(stage({1.5}, integer(10))));
    EXPECT_FALSE(stages().read(stage({0.5}, integer(0))));
    EXPECT_FALSE(stages().read({List{}}));
    EXPECT_FALSE(stages().read({List{{Table{{"value", {0.5}}}}}}));
    EXPECT_FALSE(stages().read({List{{Table{{"value", {0.5}}, {"value", {0.5}}}}}}));
}

TEST(StagesCodec, BoundsTheList) {
    const std::vector<EpsilonStage> many(1001, {0.5, 10});
    EXPECT_FALSE(stages().read(stages().write(many)));
}

TEST(StagesCodec, AllowsEqualStages) {
    const std::vector<EpsilonStage> twice{{0.5, 10}, {0.5, 10}};
    EXPECT_EQ(stages().read(stages().write(twice)), twice);
}

}  // namespace
}  // namespace metaqnn
