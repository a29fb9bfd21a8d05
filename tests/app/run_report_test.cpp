// What a report says beside the tables of the journal.
#include <gtest/gtest.h>

#include "app/report_json.hpp"
#include "app/report_markdown.hpp"

namespace metaqnn {
namespace {

using Classes = std::vector<std::uint16_t>;

RunReport a_report() {
    RunReport report;
    report.run = "run";
    report.epochs = 2;
    report.summary.status["ok"] = 40;
    report.summary.results = 40;
    report.summary.seconds["training"] = 754.0;
    return report;
}

void expect_says(const std::string& text, const std::string& words) {
    EXPECT_NE(text.find(words), std::string::npos) << words << "\nis not in\n" << text;
}

TEST(RunReport, StandsBesideThePaperWithWhatBothTook) {
    RunReport report = a_report();
    report.paper = {{"CIFAR-10", 0.0692, 0.0732}, 10'000, 0.125, 0.1};
    const std::string text = report_markdown(report);
    for (const char* words :
         {"test error on CIFAR-10", "6.92 %", "7.32 %", "12.50 % (11.87 to 13.16 %)", "10.00 % (",
          "8 to 10 days on 10 GPUs", "40 networks trained, up to 2 epochs each, 12 min 34 s"}) {
        expect_says(text, words);
    }
    expect_says(report_json(report), "\"paper_ensemble\": 0.0732");
    report.paper->ensemble.reset();
    expect_says(report_markdown(report), "not known");
}

TEST(RunReport, ShowsTheClassesOfTheBestNetwork) {
    RunReport report = a_report();
    report.classes = {7, Confusion(2, Classes{0, 0, 1}, Classes{0, 1, 1})};
    expect_says(report_markdown(report), "trial 7");
    expect_says(report_markdown(report), "Balanced accuracy (mean over the classes): 75.00 %");
    expect_says(report_json(report), "\"balanced_accuracy\": 0.75");
}

TEST(RunReport, TellsWhatWasSampledUnlessTheUserChose) {
    RunReport report = a_report();
    report.summary.episodes = 50;
    report.summary.networks = 40;
    EXPECT_EQ(report_markdown(report).find("sampled"), std::string::npos);
    report.agent = AgentKind::thompson;
    expect_says(report_markdown(report), "(50 sampled, 40 different)");
}

TEST(RunReport, WarnsOfTheBestOnlyIfThereIsOne) {
    RunReport report = a_report();
    report.agent = AgentKind::paper;
    EXPECT_EQ(report_markdown(report).find("optimistic"), std::string::npos);
    report.summary.best.emplace_back();
    expect_says(report_markdown(report), "is optimistic");
}

TEST(RunReport, TellsTheStagesOfEpsilonButOfRandomSearchOnlyToPrograms) {
    RunReport report = a_report();
    report.epsilon = {{0.5, 0.75, 12}};
    report.agent = AgentKind::random;
    EXPECT_EQ(report_markdown(report).find("turns greedy"), std::string::npos);
    expect_says(report_json(report), "\"mean_accuracy\": 0.75");
    report.agent = AgentKind::paper;
    expect_says(report_markdown(report), "|    0.50 |       12 |       75.00 % |");
}

TEST(RunReport, IsSilentOfWhatThereIsNot) {
    const std::string text = report_markdown(a_report());
    EXPECT_EQ(text.find("paper"), std::string::npos) << text;
    EXPECT_EQ(text.find("Classes"), std::string::npos) << text;
    expect_says(report_json(a_report()), "\"paper\": null");
}

}  // namespace
}  // namespace metaqnn
