// A table of three networks: what it tells, and what it refuses.
#include "core/result_table.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace metaqnn {
namespace {

// One layer, one of two blocks: two networks.
SearchSpace two_blocks() {
    SearchSpace space = space_preset("nas-bench-macro");
    space.max_depth = space.min_depth = 1;
    space.layers = {Block{1}, Block{2}};
    return space;
}

const Architecture first_network = parse_architecture("[B(1), SM(10)]");
const Architecture second_network = parse_architecture("[B(2), SM(10)]");

RecordedNetwork network(const std::vector<double>& accuracies) {
    RecordedNetwork network{1000, 2000, {}};
    for (const double accuracy : accuracies) {
        network.trainings.push_back({accuracy, 1.0, {accuracy}});
    }
    return network;
}

ResultTable two_networks() {
    ResultTable table({3, 32}, 10);
    table.add(first_network, network({0.25, 0.5, 0.75}));
    table.add(second_network, network({0.125}));
    return table;
}

std::string refusal(const Architecture& architecture, const RecordedNetwork& network) {
    ResultTable table = two_networks();
    try {
        table.add(architecture, network);
    } catch (const ConfigError& error) {
        EXPECT_EQ(table.size(), 2);
        return error.what();
    }
    return "";
}

TEST(ResultTable, TellsCostsAndTheTrueAccuracyOfANetwork) {
    const ResultTable table = two_networks();
    EXPECT_EQ(table.size(), 2);
    EXPECT_EQ(table.cost(first_network).parameters, 1000);
    EXPECT_EQ(table.cost(first_network).multiply_adds, 2000);
    EXPECT_DOUBLE_EQ(table.at(first_network).true_accuracy(), 0.5);
    EXPECT_DOUBLE_EQ(table.at(second_network).true_accuracy(), 0.125);
}

TEST(ResultTable, DrawsARecordedTrainingByTheSeedOfTheTrial) {
    const ResultTable table = two_networks();
    Trial trial;
    trial.architecture = first_network;
    std::map<double, int> counts;
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
        trial.seed = derive_seed(1, Stream::trial, seed);
        const double accuracy = table.draw(trial).accuracy;
        EXPECT_EQ(table.draw(trial).accuracy, accuracy);
        ++counts[accuracy];
    }
    ASSERT_EQ(counts.size(), 3U);
    // 1,000 each; the deviation is 26.
    for (const auto& [accuracy, count] : counts) EXPECT_NEAR(count, 1000, 110) << accuracy;
}

TEST(ResultTable, NamesANetworkThatIsNotThere) {
    try {
        two_networks().at(parse_architecture("[B(3), SM(10)]"));
        FAIL();
    } catch (const ConfigError& error) {
        const std::string message = error.what();
        EXPECT_EQ(message.rfind("[B(3), SM(10)] is not in the table", 0), 0U) << message;
    }
}

TEST(ResultTable, HoldsASpaceWholeOrNamesWhatIsMissing) {
    const Mdp space(two_blocks(), {3, 32}, 10);
    EXPECT_NO_THROW(two_networks().require_all_of(space));
    ResultTable half({3, 32}, 10);
    half.add(first_network, network({0.5}));
    try {
        half.require_all_of(space);
        FAIL();
    } catch (const ConfigError& error) {
        const std::string message = error.what();
        EXPECT_EQ(message.rfind("[B(2), SM(10)] of the search space is not in the table", 0), 0U)
            << message;
    }
    EXPECT_THROW(two_networks().require_all_of(Mdp(SearchSpace{}, {3, 32}, 10)), ConfigError);
}

TEST(ResultTable, RefusesANetworkThatIsThereAlready) {
    EXPECT_EQ(refusal(first_network, network({0.5})),
              "[B(1), SM(10)] stands in the table twice; correct the table");
}

TEST(ResultTable, RefusesNetworksOfOtherImages) {
    EXPECT_NE(refusal(parse_architecture("[B(3), SM(9)]"), network({0.5})).find("10 classes"),
              std::string::npos);
    EXPECT_NE(refusal(parse_architecture("[P(40,2), SM(10)]"), network({0.5})).find("not fit"),
              std::string::npos);
    EXPECT_THROW(ResultTable({0, 32}, 10), ConfigError);
    EXPECT_THROW(ResultTable({3, 0}, 10), ConfigError);
    EXPECT_THROW(ResultTable({3, 32}, 1), ConfigError);
}

TEST(ResultTable, RefusesNumbersOutOfRange) {
    const Architecture third = parse_architecture("[B(3), SM(10)]");
    const double nan = std::numeric_limits<double>::quiet_NaN();
    for (const double accuracy : {nan, -0.01, 1.01, 93.1, HUGE_VAL}) {
        EXPECT_NE(refusal(third, network({0.5, accuracy})).find("fraction"), std::string::npos);
        RecordedNetwork curve = network({0.5});
        curve.trainings[0].curve.push_back(accuracy);
        EXPECT_NE(refusal(third, curve).find("curve"), std::string::npos);
    }
    for (const double seconds : {nan, -1.0, HUGE_VAL}) {
        RecordedNetwork late = network({0.5});
        late.trainings[0].seconds = seconds;
        EXPECT_NE(refusal(third, late).find("seconds"), std::string::npos);
    }
    RecordedNetwork cheap = network({0.5});
    cheap.parameters = -1;
    EXPECT_NE(refusal(third, cheap).find("costs below 0"), std::string::npos);
    EXPECT_NE(refusal(third, network({})).find("no accuracy"), std::string::npos);
    EXPECT_EQ(refusal(third, network({0.0, 1.0})), "");
}

}  // namespace
}  // namespace metaqnn
