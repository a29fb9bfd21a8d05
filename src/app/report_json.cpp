// The report of a run as JSON; see report_json.hpp.
#include "app/report_json.hpp"

#include <nlohmann/json.hpp>

#include "app/confusion_report.hpp"

namespace metaqnn {
namespace {

nlohmann::ordered_json transfer_json(const std::vector<TransferredNetwork>& networks) {
    const auto mean = [](const std::optional<Spread>& error) {
        return error ? nlohmann::ordered_json(error->mean) : nlohmann::ordered_json();
    };
    auto json = nlohmann::ordered_json::array();
    for (const TransferredNetwork& network : networks) {
        json.push_back({{"data", network.data},
                        {"architecture", network.architecture},
                        {"scratch_error", mean(network.scratch_error)},
                        {"fine_tuned_error", mean(network.fine_tuned_error)}});
    }
    return json;
}

nlohmann::ordered_json front_json(const std::vector<TrialRow>& front) {
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (const TrialRow& row : front) json.push_back(row.evaluation.trial);
    return json;
}

nlohmann::ordered_json epsilon_json(const std::vector<EpsilonMean>& means) {
    nlohmann::ordered_json json = nlohmann::json::array();
    for (const EpsilonMean& mean : means) {
        json.push_back({{"epsilon", mean.epsilon},
                        {"mean_accuracy", mean.mean_accuracy},
                        {"count", mean.count}});
    }
    return json;
}

nlohmann::ordered_json summary_json(const RunSummary& summary) {
    nlohmann::ordered_json json;
    json["status"] = summary.status;
    json["best"] = nlohmann::json::array();
    for (const BestNetwork& network : summary.best) {
        nlohmann::ordered_json entry{{"trial", network.row.evaluation.trial},
                                     {"architecture", network.row.architecture},
                                     {"accuracy", network.row.evaluation.accuracy},
                                     {"reward", network.row.reward},
                                     {"test_error", nullptr},
                                     {"parameters", network.row.parameters},
                                     {"multiply_adds", network.row.multiply_adds}};
        if (network.test_error) entry["test_error"] = *network.test_error;
        json["best"].push_back(std::move(entry));
    }
    json["networks"] = nlohmann::json::array();
    for (const RepeatedNetwork& network : summary.repeated) {
        nlohmann::ordered_json entry{{"architecture", network.architecture},
                                     {"trainings", network.trainings},
                                     {"accuracy", network.accuracy.mean},
                                     {"accuracy_deviation", network.accuracy.deviation},
                                     {"test_error", nullptr},
                                     {"test_error_deviation", nullptr}};
        if (network.accuracy_on_test) {
            entry["test_error"] = 1.0 - network.accuracy_on_test->mean;
            entry["test_error_deviation"] = network.accuracy_on_test->deviation;
        }
        json["networks"].push_back(std::move(entry));
    }
    return json;
}

nlohmann::ordered_json paper_json(const Comparison& comparison) {
    nlohmann::ordered_json json{{"data_set", comparison.paper.data_set},
                                {"paper_best", comparison.paper.best},
                                {"paper_ensemble", nullptr},
                                {"best", comparison.best},
                                {"ensemble", nullptr}};
    if (comparison.paper.ensemble) json["paper_ensemble"] = *comparison.paper.ensemble;
    if (comparison.ensemble) json["ensemble"] = *comparison.ensemble;
    return json;
}

}  // namespace

std::string report_json(const RunReport& report) {
    nlohmann::ordered_json json = summary_json(report.summary);
    json["epsilon"] = epsilon_json(report.epsilon);
    json["seconds"] = report.summary.seconds;
    json["transfer"] = transfer_json(report.transferred);
    json["pareto"] = {{"parameters", front_json(report.front_by_parameters)},
                      {"multiply_adds", front_json(report.front_by_multiply_adds)}};
    json["optimism"] = nullptr;
    json["random"] = nullptr;
    json["reach"] = nullptr;
    if (report.reach) json["reach"] = reach_json(*report.reach);
    json["estimates"] = nlohmann::ordered_json::object();
    if (report.optimism) json["optimism"] = *report.optimism;
    if (report.random) json["random"] = random_json(*report.random);
    for (const auto& [trial, estimate] : report.estimates) {
        json["estimates"][std::to_string(trial)] = estimate;
    }
    json["paper"] = nullptr;
    json["classes"] = nullptr;
    if (report.paper) json["paper"] = paper_json(*report.paper);
    if (report.classes) {
        json["classes"] = confusion_json(report.classes->confusion);
        json["classes"]["trial"] = report.classes->trial;
    }
    return json.dump(2) + "\n";
}

}  // namespace metaqnn
