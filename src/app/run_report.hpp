// What a run found, told whole: the content of `metaqnn report`.
#pragma once

#include <optional>
#include <string>

#include "app/paper_comparison.hpp"
#include "app/run_summary.hpp"
#include "core/predictions.hpp"

namespace metaqnn {

/// How the best of a run's stored networks takes classes for others.
struct BestClasses {
    TrialId trial = 0;
    Confusion confusion;  ///< of the test images
};

/// Test errors of a run beside those of the paper.
struct Comparison {
    PaperErrors paper;
    std::int64_t test_images = 0;
    double best = 0.0;               ///< of the network that is best on the validation images
    std::optional<double> ensemble;  ///< of the best five; none if fewer are kept
};

/// A run as its report tells of it.
struct RunReport {
    std::string run;
    RunSummary summary;
    int epochs = 0;                      ///< of a training, as configured
    std::optional<BestClasses> classes;  ///< none if no predictions are kept
    std::optional<Comparison> paper;     ///< none on other images than the paper's
};

/// Reads the journal and the kept predictions of a run. @throws as read_journal
RunReport make_report(const std::string& run);

std::string report_markdown(const RunReport& report);
std::string report_json(const RunReport& report);

}  // namespace metaqnn
