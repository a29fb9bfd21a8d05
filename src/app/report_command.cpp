// metaqnn report: what a run found, as tables, as JSON, as figures and as a page.
#include <cstdio>
#include <filesystem>
#include <memory>

#include "app/command.hpp"
#include "app/draw_figures.hpp"
#include "app/report_json.hpp"
#include "app/report_markdown.hpp"
#include "app/run_report.hpp"
#include "app/text_file.hpp"
#include "core/error.hpp"

namespace metaqnn {
namespace {

struct ReportOptions {
    std::string run;
    std::string out;
    std::string baseline;
    bool json = false;
};

void write_files(const std::string& folder, const std::string& markdown, const std::string& json) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    require(!error, "cannot make the folder " + folder + " (" + error.message() + ")");
    write_text_file(folder + "/report.md", markdown);
    write_text_file(folder + "/report.json", json);
}

void report(const ReportOptions& options) {
    const RunReport content = make_report(options.run, options.baseline);
    const std::string markdown = report_markdown(content);
    const std::string json = report_json(content);
    if (!options.out.empty()) write_files(options.out, markdown, json);
    std::printf("%s", (options.json ? json : markdown).c_str());
    std::fflush(stdout);
    if (!options.out.empty()) draw_figures(options.run, options.out);
}

}  // namespace

void add_report(CLI::App& app, CommandResult& /*result*/) {
    auto options = std::make_shared<ReportOptions>();
    CLI::App* command = app.add_subcommand("report", "What a run found, in tables");
    command->add_option("run", options->run, "Run folder")->required();
    command->add_flag("--json", options->json, "Machine-readable");
    command->add_option("--out", options->out,
                        "Folder for report.md, report.json, the figures and the page report.html "
                        "(drawn by Python: $METAQNN_PYTHON, .venv or python3)");
    command
        ->add_option("--baseline", options->baseline,
                     "Run on the same images to compare with: its random networks, and how soon it "
                     "came as far")
        ->check(CLI::ExistingDirectory);
    command->footer(
        "Examples:\n  metaqnn report metaqnn-run\n"
        "  metaqnn report metaqnn-run --out metaqnn-run/report\n"
        "  metaqnn report metaqnn-run --json | python3 -m json.tool");
    command->callback([options] { report(*options); });
}

}  // namespace metaqnn
