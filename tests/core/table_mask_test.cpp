// The look-ahead of limits on a table of four networks, of two blocks at two depths.
#include "core/table_mask.hpp"

#include <memory>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "core/error.hpp"
#include "tests/core/walked_networks.hpp"

namespace metaqnn {
namespace {

SearchSpace two_layers() {
    SearchSpace space = space_preset("nas-bench-macro");
    space.max_depth = space.min_depth = 2;
    space.layers = {Block{1}, Block{2}};
    return space;
}

// Parameters 11, 12, 21, 22; multiply-adds the other way round; seconds as given.
ResultTable four_networks(double seconds = 1.0) {
    ResultTable table({3, 32}, 10);
    for (const int first : {1, 2}) {
        for (const int second : {1, 2}) {
            const Architecture network{{Block{first}, Block{second}, Softmax{10}}};
            const std::int64_t parameters = 10 * first + second;
            table.add(network, {parameters, 100 - parameters, {{0.5, seconds * second, {}}}});
        }
    }
    return table;
}

std::set<std::string> within(const Limits& limits, const ResultTable& table = four_networks()) {
    Mdp mdp(two_layers(), {3, 32}, 10);
    mdp.keep_within(std::make_shared<const TableMask>(mdp, table, limits));
    return networks_of(mdp);
}

std::string refusal(const Limits& limits, const ResultTable& table = four_networks()) {
    try {
        within(limits, table);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "";
}

using NetworkTexts = std::set<std::string>;

TEST(TableMask, LeavesExactlyTheNetworksWithinEachLimit) {
    EXPECT_EQ(within({}).size(), 4U);
    EXPECT_EQ(
        within({.parameters = 21}),
        (NetworkTexts{"[B(1), B(1), SM(10)]", "[B(1), B(2), SM(10)]", "[B(2), B(1), SM(10)]"}));
    EXPECT_EQ(within({.multiply_adds = 79}),
              (NetworkTexts{"[B(2), B(1), SM(10)]", "[B(2), B(2), SM(10)]"}));
    EXPECT_EQ(within({.seconds = 1.5}),
              (NetworkTexts{"[B(1), B(1), SM(10)]", "[B(2), B(1), SM(10)]"}));
}

TEST(TableMask, MasksABeginningThatNoLegalNetworkHas) {
    // B(1) alone is cheap, but what it leads to is over one limit or the other.
    EXPECT_EQ(within({.parameters = 21, .multiply_adds = 80}),
              (NetworkTexts{"[B(2), B(1), SM(10)]"}));
}

TEST(TableMask, RefusesLimitsThatLeaveNothing) {
    EXPECT_EQ(refusal({.parameters = 10}),
              "no network of the table is within the limits; raise those of [limits]");
}

TEST(TableMask, RefusesLimitsOfWhatATableDoesNotTell) {
    EXPECT_EQ(refusal({.memory_bytes = 1000}),
              "limits.memory_bytes (a table does not tell the memory of networks); leave it out");
    EXPECT_EQ(refusal({.seconds = 1.0}, four_networks(0.0)),
              "limits.seconds (the table does not tell the seconds of trainings); leave it out");
}

}  // namespace
}  // namespace metaqnn
