// Epsilon by the number of unique models: the paper's stages and their stretched forms.
#include "core/epsilon_schedule.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace metaqnn {
namespace {

std::vector<std::int64_t> models(const std::vector<EpsilonStage>& stages) {
    std::vector<std::int64_t> models;
    for (const EpsilonStage& stage : stages) models.push_back(stage.models);
    return models;
}

TEST(EpsilonSchedule, HasThePapersStages) {
    const EpsilonSchedule schedule(EpsilonSchedule::paper());
    EXPECT_EQ(schedule.total_models(), 2700);
    EXPECT_EQ(schedule.stages().size(), 10U);
    EXPECT_EQ(schedule.at(0), 1.0);
    EXPECT_EQ(schedule.at(1499), 1.0);
    EXPECT_EQ(schedule.at(1500), 0.9);
    EXPECT_EQ(schedule.at(1599), 0.9);
    EXPECT_EQ(schedule.at(1600), 0.8);
    EXPECT_EQ(schedule.at(1700), 0.7);
    EXPECT_EQ(schedule.at(1800), 0.6);
    EXPECT_EQ(schedule.at(1949), 0.6);
    EXPECT_EQ(schedule.at(1950), 0.5);
    EXPECT_EQ(schedule.at(2100), 0.4);
    EXPECT_EQ(schedule.at(2250), 0.3);
    EXPECT_EQ(schedule.at(2400), 0.2);
    EXPECT_EQ(schedule.at(2550), 0.1);
    EXPECT_EQ(schedule.at(2699), 0.1);
}

TEST(EpsilonSchedule, KeepsTheLastStageForEver) {
    EXPECT_EQ(EpsilonSchedule(EpsilonSchedule::paper()).at(1'000'000), 0.1);
    EXPECT_EQ(EpsilonSchedule({{0.3, 1}}).at(5), 0.3);
}

TEST(EpsilonSchedule, RejectsWhatIsNoSchedule) {
    EXPECT_THROW(EpsilonSchedule({}), ConfigError);
    EXPECT_THROW(EpsilonSchedule({{1.01, 10}}), ConfigError);
    EXPECT_THROW(EpsilonSchedule({{-0.01, 10}}), ConfigError);
    EXPECT_THROW(EpsilonSchedule({{std::numeric_limits<double>::quiet_NaN(), 10}}), ConfigError);
    EXPECT_THROW(EpsilonSchedule({{1.0, 10}, {0.5, 0}}), ConfigError);
    EXPECT_NO_THROW(EpsilonSchedule({{0.0, 1}, {1.0, 1}}));
}

// Ends of the paper's stages: 1500 1600 1700 1800 1950 2100 2250 2400 2550 2700.
TEST(StretchedSchedule, MovesEachEndInProportion) {
    const auto paper = EpsilonSchedule::paper();
    // ends / 90: 16.7 17.8 18.9 20 21.7 23.3 25 26.7 28.3 30
    EXPECT_EQ(models(EpsilonSchedule::stretched(paper, 30)),
              (std::vector<std::int64_t>{17, 1, 1, 1, 2, 1, 2, 2, 1, 2}));
    // ends / 27: 55.6 59.3 63.0 66.7 72.2 77.8 83.3 88.9 94.4 100
    EXPECT_EQ(models(EpsilonSchedule::stretched(paper, 100)),
              (std::vector<std::int64_t>{56, 3, 4, 4, 5, 6, 5, 6, 5, 6}));
    EXPECT_EQ(EpsilonSchedule::stretched(paper, 2700), paper);
    EXPECT_EQ(models(EpsilonSchedule::stretched(paper, 5400)),
              (std::vector<std::int64_t>{3000, 200, 200, 200, 300, 300, 300, 300, 300, 300}));
}

TEST(StretchedSchedule, LeavesOutStagesThatRoundToNothing) {
    const auto paper = EpsilonSchedule::paper();
    EXPECT_EQ(EpsilonSchedule::stretched(paper, 1), (std::vector<EpsilonStage>{{1.0, 1}}));
    // ends / 1350: 1.1 (x4: 1.2 1.3 1.3 1.4) then 1.6 at the end of 0.5
    EXPECT_EQ(EpsilonSchedule::stretched(paper, 2),
              (std::vector<EpsilonStage>{{1.0, 1}, {0.5, 1}}));
}

TEST(StretchedSchedule, HasExactlyTheModelsAskedFor) {
    for (std::int64_t wanted = 1; wanted <= 6000; ++wanted) {
        const EpsilonSchedule schedule(
            EpsilonSchedule::stretched(EpsilonSchedule::paper(), wanted));
        ASSERT_EQ(schedule.total_models(), wanted);
    }
}

}  // namespace
}  // namespace metaqnn
