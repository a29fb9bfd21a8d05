// The JSON of NAS-Bench-Macro: one network, then each way in which it can be wrong.
#include "data/result_table_formats.hpp"
#include "tests/data/fixtures.hpp"

namespace metaqnn {
namespace {

using test::expect_says;
using test::refusal;

std::string nas_bench_refusal(std::string_view text) {
    return refusal([text] { parse_nas_bench_macro(text); });
}

// One network, whose member is given.
std::string with(const std::string& member) { return R"({"01201201": )" + member + "}"; }

TEST(NasBenchMacro, ReadsPercentAndCosts) {
    const ResultTable table = parse_nas_bench_macro(
        R"({"01201201": {"test_acc": [93.0, 92.5, 94.0], "mean_acc": 93.16, "std": 0.6,)"
        R"( "flops": 99614720, "params": 2241578.6}})");
    EXPECT_EQ(table.input(), (ImageShape{3, 32}));
    EXPECT_EQ(table.classes(), 10);
    ASSERT_EQ(table.size(), 1);
    const RecordedNetwork& network =
        table.at(parse_architecture("[B(1), B(2), B(3), B(1), B(2), B(3), B(1), B(2), SM(10)]"));
    EXPECT_EQ(network.parameters, 2241579);
    EXPECT_EQ(network.multiply_adds, 99614720);
    ASSERT_EQ(network.trainings.size(), 3U);
    EXPECT_DOUBLE_EQ(network.trainings[1].accuracy, 0.925);
    EXPECT_EQ(network.trainings[1].curve, std::vector<double>{0.925});
    EXPECT_EQ(network.trainings[1].seconds, 0.0);
}

TEST(NasBenchMacro, RefusesWhatIsNoWholeJson) {
    const std::string whole = with(R"({"test_acc": [93.0], "flops": 1, "params": 2})");
    EXPECT_EQ(parse_nas_bench_macro(whole).size(), 1);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        expect_says(nas_bench_refusal(whole.substr(0, size)), {"damaged or cut off"});
    }
    expect_says(nas_bench_refusal("[]"), {"no JSON object"});
}

TEST(NasBenchMacro, NamesTheNetworkWithANumberThatIsNone) {
    for (const char* number : {"NaN", "Infinity", "-Infinity"}) {
        const std::string list = R"({"test_acc": [93.0, )" + std::string(number);
        expect_says(nas_bench_refusal(with(list + R"(], "flops": 1, "params": 2})")),
                    {"network \"01201201\" has a number that is NaN or infinite"});
    }
}

TEST(NasBenchMacro, RefusesNamesOfOtherSpaces) {
    for (const char* name : {"0120120", "012012012", "01201203", "0120120a", ""}) {
        expect_says(nas_bench_refusal("{\"" + std::string(name) +
                                      R"(": {"test_acc": [93.0], "flops": 1, "params": 2}})"),
                    {"network \"" + std::string(name) + "\" is not of NAS-Bench-Macro"});
    }
}

TEST(NasBenchMacro, RefusesANetworkThatStandsTwice) {
    const std::string member = R"("01201201": {"test_acc": [93.0], "flops": 1, "params": 2})";
    expect_says(nas_bench_refusal("{" + member + ", " + member + "}"), {"\"01201201\"", "twice"});
}

TEST(NasBenchMacro, RefusesMembersThatAreMissingOrNoNumbers) {
    expect_says(nas_bench_refusal(with("3")), {"01201201", "no object"});
    expect_says(nas_bench_refusal(with("{}")), {"01201201", "params"});
    expect_says(nas_bench_refusal(with(R"({"flops": "many", "params": 2})")),
                {"01201201", "flops"});
    expect_says(nas_bench_refusal(with(R"({"flops": -1, "params": 2})")), {"01201201", "flops"});
    expect_says(nas_bench_refusal(with(R"({"flops": 1e300, "params": 2})")), {"01201201", "flops"});
    expect_says(nas_bench_refusal(with(R"({"flops": 1, "params": 2})")), {"01201201", "test_acc"});
    expect_says(nas_bench_refusal(with(R"({"test_acc": 93.0, "flops": 1, "params": 2})")),
                {"test_acc"});
    expect_says(nas_bench_refusal(with(R"({"test_acc": [null], "flops": 1, "params": 2})")),
                {"test_acc"});
    expect_says(nas_bench_refusal(with(R"({"test_acc": [], "flops": 1, "params": 2})")),
                {"no accuracy"});
    expect_says(nas_bench_refusal(with(R"({"test_acc": [100.1], "flops": 1, "params": 2})")),
                {"fraction"});
}

}  // namespace
}  // namespace metaqnn
