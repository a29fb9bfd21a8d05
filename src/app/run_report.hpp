// What a run found, told whole: the content of `metaqnn report`.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/paper_comparison.hpp"
#include "app/random_comparison.hpp"
#include "app/run_summary.hpp"
#include "app/transfer_table.hpp"
#include "config/run_config.hpp"
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
    double best = 0.0;               ///< of the network that is best on the validation images,
                                     ///< or is the first given where there are none
    std::optional<double> ensemble;  ///< of the best five; none if fewer are kept
};

/// Trainings at one value of epsilon.
struct EpsilonMean {
    double epsilon = 0.0;
    double mean_accuracy = 0.0;  ///< of the trainings that went well
    std::int64_t count = 0;
};

/// A run as its report tells of it.
struct RunReport {
    std::string run;
    std::string baseline;  ///< run to compare with; empty: none
    RunSummary summary;
    std::string accuracy = "validation accuracy";  ///< see accuracy_name()
    int epochs = 0;                                ///< of a training, as configured
    std::optional<AgentKind> agent;                ///< none: the user chose the networks
    std::vector<EpsilonMean> epsilon;              ///< in the order of the search; empty if the run
                                                   ///< does not follow it
    std::optional<BestClasses> classes;            ///< none if no predictions are kept
    std::vector<TransferredNetwork> transferred;   ///< empty: none was transferred
    std::vector<TrialRow> front_by_parameters;     ///< not beaten, see pareto_front()
    std::vector<TrialRow> front_by_multiply_adds;  ///< the same
    std::optional<Comparison> paper;               ///< none on other images than the paper's
    std::optional<RandomComparison> random;  ///< none for given networks, or without random ones
    std::optional<Reach> reach;              ///< none without a baseline
    std::optional<double> optimism;          ///< see optimism_of_best(); none without validation
                                             ///< images
    std::map<TrialId, double> estimates;     ///< of the best, by the model of an agent that has one
};

/// Reads the journal and the kept predictions of a run.
/// @param baseline  run whose random networks are compared with; empty: its own
/// @throws as read_journal and check_alike
RunReport make_report(const std::string& run, const std::string& baseline = "");

}  // namespace metaqnn
