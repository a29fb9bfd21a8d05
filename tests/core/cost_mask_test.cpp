// The look-ahead of limits against all networks of small spaces, one by one.
#include "core/cost_mask.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "core/walk.hpp"
#include "tests/core/walked_networks.hpp"

namespace metaqnn {
namespace {

constexpr ImageShape images{1, 12};

SearchSpace small_space() {
    SearchSpace space;
    space.max_depth = 3;
    space.filters = {4, 16};
    space.fields = {1, 3};
    space.pools = {{2, 2}, {3, 3}};
    space.units = {8, 32};
    return space;
}

const StepShape step{.batch = 4};

Cost cost_of(const std::string& text) { return cost_of(parse_architecture(text), images, step); }

std::set<std::string> within(const std::set<std::string>& all, const Limits& limits) {
    std::set<std::string> legal;
    for (const std::string& text : all) {
        if (over_limit(cost_of(text), limits).empty()) legal.insert(text);
    }
    return legal;
}

// The value below which a part of all networks lies.
template <class Member>
std::int64_t quantile(const std::set<std::string>& all, Member member, double part) {
    std::vector<std::int64_t> values;
    for (const std::string& text : all) values.push_back(cost_of(text).*member);
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

TEST(CostMask, LeavesExactlyTheNetworksWithinEachLimitAndAllTogether) {
    const std::set<std::string> all = networks_of(Mdp(small_space(), images, 3));
    ASSERT_GT(all.size(), 300U);
    for (const double part : {0.0, 0.02, 0.2, 0.7}) {
        const std::int64_t parameters = quantile(all, &Cost::parameters, part);
        const std::int64_t multiply_adds = quantile(all, &Cost::multiply_adds, part);
        const std::int64_t memory = quantile(all, &Cost::memory_bytes, part);
        for (const Limits& limits :
             {Limits{.parameters = parameters}, Limits{.multiply_adds = multiply_adds},
              Limits{.memory_bytes = memory}, Limits{parameters, 4 * multiply_adds, 0},
              Limits{2 * parameters, 0, memory},
              Limits{3 * parameters, 3 * multiply_adds, 2 * memory}}) {
            const std::set<std::string> legal = within(all, limits);
            if (legal.empty()) {
                EXPECT_THROW(Mdp(small_space(), images, 3, limits, step), ConfigError);
                continue;
            }
            EXPECT_EQ(networks_of(Mdp(small_space(), images, 3, limits, step)), legal)
                << part << ": " << legal.size();
        }
    }
}

TEST(CostMask, KnowsThatLimitsCanContradictEachOther) {
    // SM at once has few multiply-adds and many parameters; each way to fewer costs multiply-adds.
    SearchSpace space = small_space();
    space.global_average_pooling = false;
    const std::set<std::string> all = networks_of(Mdp(space, images, 3));
    const std::int64_t parameters = quantile(all, &Cost::parameters, 0.0);
    const std::int64_t multiply_adds = quantile(all, &Cost::multiply_adds, 0.0);
    const Limits limits{parameters, multiply_adds, 0};
    if (within(all, limits).empty()) {
        EXPECT_THROW(Mdp(space, images, 3, limits, step), ConfigError);
    } else {
        EXPECT_EQ(networks_of(Mdp(space, images, 3, limits, step)), within(all, limits));
    }
}

TEST(CostMask, LeavesNothingOfASpaceThatIsTooLarge) {
    try {
        Mdp(small_space(), images, 3, Limits{.parameters = 5});
        FAIL();
    } catch (const ConfigError& error) {
        EXPECT_EQ(std::string(error.what()),
                  "no network of the space is within the limits; raise those of [limits], or allow "
                  "smaller layers");
    }
}

TEST(CostMask, LeavesExactlyTheNetworksWhoseTrainingsAreForetoldToBeShort) {
    const std::set<std::string> all = networks_of(Mdp(small_space(), images, 3));
    for (const TrainingTime& time : {TrainingTime{0.5, 1e-4, 3e-3}, TrainingTime{0.0, 1e-4, 0.0},
                                     TrainingTime{0.0, 0.0, 3e-3}}) {
        std::vector<double> seconds;
        for (const std::string& text : all) {
            const Cost cost = cost_of(text);
            seconds.push_back(time.seconds(static_cast<double>(cost.multiply_adds),
                                           static_cast<double>(cost.activations)));
        }
        std::ranges::sort(seconds);
        for (const double part : {0.02, 0.2, 0.7}) {
            const auto place = part * static_cast<double>(seconds.size() - 1);
            const Limits limits{.seconds = seconds[static_cast<std::size_t>(place)], .time = time};
            const std::set<std::string> legal = within(all, limits);
            EXPECT_GT(legal.size(), place);
            EXPECT_EQ(networks_of(Mdp(small_space(), images, 3, limits, step)), legal);
        }
        EXPECT_THROW(Mdp(small_space(), images, 3, {.seconds = 1e-9, .time = time}, step),
                     ConfigError);
    }
}

TEST(CostMask, KeepsRandomNetworksOfThePapersSpaceWithinTightLimits) {
    const Limits limits{60'000, 8'000'000, 40'000'000};
    const Mdp mdp(SearchSpace{}, {3, 32}, 10, limits, {});
    std::set<std::string> different;
    for (std::uint64_t i = 0; i < 300; ++i) {
        Rng random(i);
        const Architecture network = mdp.architecture(mdp.random_episode(random));
        EXPECT_EQ(over_limit(metaqnn::cost_of(network, {3, 32}), limits), "") << to_text(network);
        different.insert(to_text(network));
    }
    EXPECT_GT(different.size(), 20U);
}

TEST(Walk, OffersEveryActionWithoutLimits) {
    const Mdp mdp(small_space(), images, 3);
    Walk walk(mdp);
    EXPECT_EQ(walk.choices().size(), mdp.edges(Mdp::start()).size());
    while (!walk.done()) walk.take(walk.choices().back(), Choice::greedy);
    EXPECT_EQ(to_text(mdp.architecture(walk.episode())), "[SM(3)]");
    EXPECT_THROW(walk.take(0, Choice::greedy), LogicError);
}

}  // namespace
}  // namespace metaqnn
