// Confusions as people and programs read them.
#include "app/confusion_report.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace metaqnn {
namespace {

using Classes = std::vector<std::uint16_t>;

TEST(ConfusionReport, ShowsTheMatrixOfFewClasses) {
    const Confusion confusion(3, Classes{0, 0, 1, 1}, Classes{0, 1, 1, 1});
    const std::string text = confusion_markdown(confusion);
    EXPECT_NE(text.find("75.00 %"), std::string::npos) << text;
    EXPECT_NE(text.find("|              0 |   1 |   1 |   0 | 50.00 %"), std::string::npos) << text;
    EXPECT_NE(text.find("no images"), std::string::npos) << text;
}

TEST(ConfusionReport, NamesTheTenMostFrequentMistakesOfManyClasses) {
    Classes labels;
    Classes answers;
    for (std::uint16_t label = 0; label < 12; ++label) {  // class k is k times taken for k + 1
        labels.insert(labels.end(), label, label);
        answers.insert(answers.end(), label, static_cast<std::uint16_t>(label + 1));
    }
    const std::string text = confusion_markdown(Confusion(21, labels, answers));
    EXPECT_EQ(text.find("answer"), std::string::npos) << text;
    EXPECT_NE(text.find("11 |        12 |     11 |"), std::string::npos) << text;
    EXPECT_EQ(std::ranges::count(text, '\n'), 4 + 2 + 10) << text;
}

TEST(ConfusionReport, GivesAllCountsToPrograms) {
    const Confusion confusion(2, Classes{0, 0, 1}, Classes{0, 1, 1});
    EXPECT_EQ(confusion_json(confusion).dump(),
              R"({"balanced_accuracy":0.75,"counts":[[1,1],[0,1]]})");
}

}  // namespace
}  // namespace metaqnn
