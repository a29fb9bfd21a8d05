// The epsilon schedule in force.
#include "config/run_config.hpp"

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

TEST(EpsilonStages, AreThePapersAt2700Trials) {
    EXPECT_EQ(epsilon_stages(RunConfig{}), EpsilonSchedule::paper());
}

TEST(EpsilonStages, AreStretchedToTheTrials) {
    RunConfig config;
    config.agent.epsilon = {{1.0, 30}, {0.1, 10}};
    config.search.trials = 8;
    EXPECT_EQ(epsilon_stages(config), (std::vector<EpsilonStage>{{1.0, 6}, {0.1, 2}}));
}

TEST(EpsilonStages, AreTakenAsTheyAreByModels) {
    RunConfig config;
    config.agent.epsilon = {{1.0, 30}, {0.1, 10}};
    config.agent.epsilon_scale = EpsilonScale::models;
    config.search.trials = 8;
    EXPECT_EQ(epsilon_stages(config), config.agent.epsilon);
}

TEST(EpsilonStages, AreZeroForAgentsThatDoNotFollowThem) {
    RunConfig config;
    config.agent.kind = AgentKind::thompson;
    EXPECT_EQ(epsilon_stages(config), (std::vector<EpsilonStage>{{0.0, 1}}));
}

TEST(AgentOfNewRun, IsTheRecommendedOneForTheDefault) {
    EXPECT_EQ(agent_of_new_run(AgentKind::standard), AgentKind::thompson);
    EXPECT_EQ(agent_of_new_run(AgentKind::paper), AgentKind::paper);
    EXPECT_EQ(agent_of_new_run(AgentKind::random), AgentKind::random);
}

}  // namespace
}  // namespace metaqnn
