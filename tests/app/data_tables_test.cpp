// Tables of counts, written out by hand.
#include "app/data_tables.hpp"

#include <gtest/gtest.h>

namespace metaqnn {
namespace {

const std::vector<PartSummary> parts{{"train", {1200, 300}}, {"test", {5, 0}}};

TEST(PartsTable, TellsHowUnequalTheClassesAre) {
    EXPECT_EQ(parts_table(parts),
              "| part  | images | smallest class | largest class | times larger |\n"
              "|-------|-------:|---------------:|--------------:|-------------:|\n"
              "| train |  1,500 |            300 |         1,200 |         4.00 |\n"
              "| test  |      5 |              0 |             5 |              |\n");
}

TEST(ClassesTable, HasALineForEachClass) {
    EXPECT_EQ(classes_table(parts, {}),
              "| class | train | test |\n"
              "|------:|------:|-----:|\n"
              "|     0 | 1,200 |    5 |\n"
              "|     1 |   300 |    0 |\n");
}

TEST(ClassesTable, KeepsNamesOnOneLine) {
    EXPECT_EQ(classes_table({parts[0]}, {"cat", "a\nb"}),
              "| class | name | train |\n"
              "|------:|------|------:|\n"
              "|     0 | cat  | 1,200 |\n"
              "|     1 | a b  |   300 |\n");
}

}  // namespace
}  // namespace metaqnn
