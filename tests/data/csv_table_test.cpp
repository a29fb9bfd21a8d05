// Tables of results as CSV: a small one of the paper's kind of layers, then what can be wrong.
#include "data/result_table_formats.hpp"
#include "tests/data/fixtures.hpp"

namespace metaqnn {
namespace {

using test::expect_says;
using test::refusal;

const std::string table_head = "# metaqnn table: images 1x28x28, 10 classes\n";
const std::string header = "architecture,seed,accuracy,parameters,multiply_adds\n";

std::string csv_refusal(const std::string& text) {
    return refusal([&text] { parse_csv_table(text); });
}

TEST(CsvTable, ReadsTrainingsOfNetworks) {
    const ResultTable table =
        parse_csv_table(table_head +
                        "# from two runs\r\n"
                        "seconds,curve,architecture,seed,accuracy,parameters,multiply_adds\r\n"
                        "\r\n"
                        "85.5,0.25 0.5,\"[C(64,3,1), SM(10)]\",0,0.5,502410,953344\r\n"
                        "7,0.875,[SM(10)],3,0.875,7850,7840\r\n"
                        "90,,\"[C(64,3,1), SM(10)]\",7,0.75,502410,953344");
    EXPECT_EQ(table.input(), (ImageShape{1, 28}));
    EXPECT_EQ(table.classes(), 10);
    ASSERT_EQ(table.size(), 2);
    const RecordedNetwork& network = table.at(parse_architecture("[C(64,3,1), SM(10)]"));
    EXPECT_EQ(network.parameters, 502410);
    EXPECT_EQ(network.multiply_adds, 953344);
    ASSERT_EQ(network.trainings.size(), 2U);
    EXPECT_EQ(network.trainings[0].accuracy, 0.5);
    EXPECT_EQ(network.trainings[0].seconds, 85.5);
    EXPECT_EQ(network.trainings[0].curve, (std::vector<double>{0.25, 0.5}));
    EXPECT_EQ(network.trainings[1].accuracy, 0.75);
    EXPECT_EQ(network.trainings[1].curve, std::vector<double>{0.75});
}

TEST(CsvTable, TakesTimesAndCurvesToBeUnknownWhereTheyAreMissing) {
    const ResultTable table = parse_csv_table(table_head + header + "[SM(10)],0,0.5,7850,7840\n");
    const RecordedTraining& training = table.at(parse_architecture("[SM(10)]")).trainings.front();
    EXPECT_EQ(training.seconds, 0.0);
    EXPECT_EQ(training.curve, std::vector<double>{0.5});
}

TEST(CsvTable, RefusesAFirstLineThatDoesNotTellOfImages) {
    for (const char* line :
         {"", "architecture,seed", "# metaqnn table: images 1x28x29, 10 classes",
          "# metaqnn table: images 1x28x28", "# metaqnn table: images 1x28x28, 10 classes!",
          "# metaqnn table: images -1x28x28, 10 classes",
          "# metaqnn table: images 99999999999x28x28, 10 classes", "# 1 2 3 4 5"}) {
        expect_says(csv_refusal(std::string(line) + "\n" + header), {"line 1: "});
    }
    expect_says(csv_refusal("# metaqnn table: images 1x28x28, 1 classes\n"),
                {"line 1", "2 classes"});
}

TEST(CsvTable, RefusesColumnsThatAreUnknownMissingOrTwice) {
    expect_says(csv_refusal(table_head + "architecture,sed\n"),
                {"line 2", "sed", "did you mean seed?"});
    expect_says(csv_refusal(table_head + "architecture,seed,parameters,multiply_adds\n"),
                {"line 2", "accuracy is missing"});
    expect_says(csv_refusal(table_head + "seed," + header), {"line 2", "seed stands there twice"});
}

TEST(CsvTable, NamesTheLineThatIsWrong) {
    const std::string good = table_head + header + "[SM(10)],0,0.5,7850,7840\n";
    EXPECT_EQ(parse_csv_table(good).size(), 1);
    for (const char* line :
         {"[SM(10)],1,0.5,7850", "[SM(10)],1,0.5,7850,7840,1", "[SM(10)],0,0.5,7850,7840",
          "[SM(10)],1,0.5,7851,7840", "[SM(10)],1,0.5,7850,7841", "[SM(10)],1,half,7850,7840",
          "[SM(10)],1,,7850,7840", "[SM(10)],x,0.5,7850,7840", "[SM(10)],1,0.5,7850.0,7840",
          "SM(10),1,0.5,7850,7840", "\"[SM(10)],1,0.5,7850,7840", "\"[SM(10)]\"x,1,0.5,7850,7840",
          "[C(64,3,1), SM(10)],1,0.5,7850,7840", ",,,,"}) {
        expect_says(csv_refusal(good + "\n" + line + "\n"), {"line 5: "});
    }
}

TEST(CsvTable, RefusesNumbersOutOfRange) {
    for (const char* accuracy : {"nan", "-0.1", "93.1", "inf"}) {
        expect_says(csv_refusal(table_head + header + "[SM(10)],0," + std::string(accuracy) +
                                ",7850,7840\n"),
                    {"[SM(10)]", "fraction"});
    }
}

TEST(CsvTable, RefusesATableWithoutTrainings) {
    expect_says(csv_refusal(table_head), {"no training"});
    expect_says(csv_refusal(table_head + header), {"no training"});
}

}  // namespace
}  // namespace metaqnn
