// The experiments that come with the program are valid.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "config/load_config.hpp"

namespace metaqnn {
namespace {

RunConfig load_experiment(const std::string& name) {
    const std::string path = METAQNN_SOURCE_DIR "/slurm/experiments/" + name;
    std::ifstream file(path);
    EXPECT_TRUE(file) << path;
    return load_config(std::string(std::istreambuf_iterator<char>(file), {}), path);
}

TEST(Experiments, AreValidAndHaveARunFolderOfTheirOwn) {
    std::vector<std::string> folders;
    for (const auto& entry :
         std::filesystem::directory_iterator(METAQNN_SOURCE_DIR "/slurm/experiments"))
        folders.push_back(load_experiment(entry.path().filename()).run.directory);
    EXPECT_GE(folders.size(), 6U);
    std::ranges::sort(folders);
    EXPECT_EQ(std::ranges::adjacent_find(folders), folders.end());
}

TEST(Experiments, OfThePaperKeepToThePaper) {
    for (const std::string name : {"mnist.toml", "svhn.toml", "cifar10.toml", "cifar100.toml"}) {
        const RunConfig config = load_experiment(name);
        SearchSpace space;
        space.max_depth = name.starts_with("cifar") ? 18 : 12;
        EXPECT_EQ(config.space, space) << name;
        EXPECT_EQ(config.training, TrainingRecipe{}) << name;
        EXPECT_EQ(config.agent.kind, AgentKind::paper) << name;
        EXPECT_EQ(epsilon_stages(config), EpsilonSchedule::paper()) << name;
        EXPECT_EQ(config.data.validation, 5000) << name;
    }
}

}  // namespace
}  // namespace metaqnn
