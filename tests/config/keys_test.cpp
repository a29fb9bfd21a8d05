// The table of keys: complete, without doubles, and each key bound to a field of its own.
#include "config/keys.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "config/difference.hpp"
#include "config/load_config.hpp"
#include "core/error.hpp"
#include "tests/support/members.hpp"

namespace metaqnn {
namespace {

using test::members;

std::size_t keys_in(std::string_view section) {
    return static_cast<std::size_t>(std::ranges::count(keys(), section, &Key::section));
}

// Other values in TOML, near and far; some are of another type or out of range.
std::vector<std::string> others(const Key& key, const Value& value) {
    std::vector<std::string> result;
    for (const std::string_view word : key.choices)
        result.push_back("\"" + std::string(word) + "\"");
    if (const bool* flag = std::get_if<bool>(&value.data))
        result.emplace_back(*flag ? "false" : "true");
    if (const auto* number = std::get_if<std::int64_t>(&value.data)) {
        result.push_back(std::to_string(*number + 1));
        result.push_back(std::to_string(*number + 7000));
    }
    if (const auto* number = std::get_if<double>(&value.data)) {
        result.push_back(std::to_string(*number / 2));
        result.push_back(std::to_string(*number + 0.25));
    }
    for (const char* text : {"\"00:01:30\"", "[2, 1]", "[\"[SM(10)]\"]", "[\"FC(9)\"]", "[\"FC\"]",
                             "[[4, 1]]", "[[0.5, 1]]", "[{value = 0.25, models = 3}]",
                             "[{of = \"seconds\", target = 3.0, weight = 0.5}]"})
        result.emplace_back(text);
    return result;
}

RunConfig load_text(const std::string& text) { return load_config(text, "test"); }

// A key with a value, beside what some values want of other keys.
std::string with(const std::string& path, const std::string& value) {
    std::map<std::string, std::string> lines{
        {"data.path", "'x'"},
        {"objective.kind", "'product'"},
        {"objective.costs", "[{of = 'parameters', target = 1.0, weight = 1.0}]"},
        {"search.in_flight", "2"}};
    if (path == "train.weights") lines["train.networks"] = "['[SM(10)]']";
    if (!value.empty()) lines[path] = value;
    std::string text;
    for (const auto& [key, each] : lines) text.append(key).append(" = ").append(each).append("\n");
    return text;
}

// The first other value that can be loaded, as changes against the defaults.
std::vector<Change> change_by_loading(const Key& key) {
    const RunConfig before = load_text(with(key.path(), ""));
    for (const std::string& value : others(key, key.get(before))) {
        try {
            const auto changes = difference(before, load_text(with(key.path(), value)));
            if (!changes.empty()) return changes;
        } catch (const ConfigError&) {
            continue;  // not a value of this key
        }
    }
    return {};
}

TEST(Keys, AreReadEachIntoAFieldOfItsOwn) {
    for (const Key& key : keys()) {
        const auto changes = change_by_loading(key);
        ASSERT_FALSE(changes.empty()) << key.path() << " changes nothing";
        const bool changed = std::ranges::find(changes, key.path(), &Change::key) != changes.end();
        EXPECT_TRUE(changed) << key.path();
        EXPECT_TRUE(key.preset || changes.size() == 1) << key.path() << " changes others";
    }
}

TEST(Keys, CoverEveryMemberOfTheirStructs) {
    EXPECT_EQ(keys_in("run"), members<RunSettings>());
    EXPECT_EQ(keys_in("data"), members<DataSpec>() - 1);  // synthetic is a section
    EXPECT_EQ(keys_in("data.synthetic"), members<SyntheticSpec>());
    EXPECT_EQ(keys_in("space"), members<SearchSpace>());        // preset, not state
    EXPECT_EQ(keys_in("agent"), members<AgentSettings>() + 1);  // state
    EXPECT_EQ(keys_in("training"), members<TrainingRecipe>());  // preset, not trial_seconds
    EXPECT_EQ(keys_in("objective"), members<Objective>());
    EXPECT_EQ(keys_in("limits"), members<Limits>() - 1);  // time is a section
    EXPECT_EQ(keys_in("limits.time"), members<TrainingTime>());
    EXPECT_EQ(keys_in("search"),
              members<LoopSettings>() - 4);  // keep_models, classes, objective, limits
    EXPECT_EQ(keys_in("train"), members<TrainingList>());
    EXPECT_EQ(keys_in("workers"), members<WorkerSettings>() + 1);  // trial_seconds
    EXPECT_EQ(keys_in("output"), members<OutputSettings>() + 1);   // keep_models
}

TEST(Keys, HaveNamesOfTheirOwnInKnownSections) {
    std::set<std::string> paths;
    for (const Key& key : keys()) {
        EXPECT_TRUE(paths.insert(key.path()).second) << key.path() << " stands twice";
        EXPECT_NE(std::ranges::find(sections(), key.section, &SectionName::name), sections().end())
            << key.path();
        EXPECT_FALSE(key.about.empty()) << key.path();
        EXPECT_TRUE(key.about.ends_with('.')) << key.path();
    }
}

TEST(Keys, TakeTheirOwnDefaults) {
    RunConfig config;
    for (const Key& key : keys()) EXPECT_TRUE(key.set(config, key.get(RunConfig{}))) << key.path();
    EXPECT_TRUE(difference(RunConfig{}, config).empty());
}

TEST(Keys, OfEpsilonComesLastInItsSection) {  // [[agent.epsilon]] ends the table [agent]
    for (std::size_t i = 0; i + 1 < keys().size(); ++i) {
        const Value value = keys()[i].get(RunConfig{});
        const List* list = std::get_if<List>(&value.data);
        if (list == nullptr || list->empty() || !std::holds_alternative<Table>(list->front().data))
            continue;
        EXPECT_NE(keys()[i].section, keys()[i + 1].section) << keys()[i].path();
    }
}

}  // namespace
}  // namespace metaqnn
