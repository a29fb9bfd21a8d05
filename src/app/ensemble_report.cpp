// Makes and tells of ensembles; see ensemble_report.hpp.
#include "app/ensemble_report.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include <nlohmann/json.hpp>

#include "app/table.hpp"

namespace metaqnn {
namespace {

// More picks than that hardly change the weights.
constexpr int greedy_rounds = 50;

using Members = std::vector<PredictedNetwork>;

std::vector<const Predictions*> all_of(const Members& networks,
                                       Predictions NetworkPredictions::*part) {
    std::vector<const Predictions*> all;
    for (const PredictedNetwork& network : networks) all.push_back(&(network.said.*part));
    return all;
}

int picks(const EnsembleResult& ensemble) {
    return std::accumulate(ensemble.weights.begin(), ensemble.weights.end(), 0);
}

std::int64_t members(const EnsembleResult& ensemble) {
    return std::ranges::count_if(ensemble.weights, [](int weight) { return weight > 0; });
}

std::string members_text(const EnsembleResult& ensemble) {
    std::string text = std::to_string(members(ensemble));
    if (picks(ensemble) == members(ensemble)) return text;
    return text + " (" + std::to_string(picks(ensemble)) + " picks)";
}

nlohmann::ordered_json number_or_null(const std::optional<double>& number) {
    return number ? nlohmann::ordered_json(*number) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json interval_json(double error, std::int64_t images) {
    const Interval interval = wilson_interval(error, images);
    return {interval.low, interval.high};
}

}  // namespace

std::vector<EnsembleResult> make_ensembles(const Members& networks, std::size_t size) {
    const auto validation = all_of(networks, &NetworkPredictions::validation);
    const auto test = all_of(networks, &NetworkPredictions::test);
    const auto ensemble_of = [&](const std::string& name, const EnsembleWeights& weights) {
        return EnsembleResult{name, weights, error_of(mean_of(validation, weights)),
                              1.0 - accuracy_of(mean_of(test, weights)),
                              mean_agreement(test, weights)};
    };
    const bool chosen = validation.front()->size() > 0;
    std::vector<EnsembleResult> ensembles{ensemble_of(
        (chosen ? "best " : "first ") + std::to_string(size), best_members(validation, size))};
    if (chosen)
        ensembles.push_back(ensemble_of("greedy", greedy_members(validation, greedy_rounds)));
    return ensembles;
}

std::string ensemble_markdown(const Members& networks,
                              const std::vector<EnsembleResult>& ensembles) {
    const NetworkPredictions& first = networks.front().said;
    TextTable together(
        {"ensemble", "networks", "validation error", "test error", "95 % interval", "agreement"});
    for (const EnsembleResult& ensemble : ensembles) {
        together.add({ensemble.name, members_text(ensemble), percent(ensemble.validation_error),
                      percent(ensemble.test_error),
                      percent_range(wilson_interval(ensemble.test_error, first.test.size())),
                      percent(ensemble.agreement)});
    }
    const bool one_run = std::ranges::all_of(networks, [&](const PredictedNetwork& other) {
        return other.network.folder.root == networks.front().network.folder.root;
    });
    std::vector<std::string> header{"trial", "validation error", "test error", "95 % interval"};
    for (const EnsembleResult& ensemble : ensembles) header.push_back("in " + ensemble.name);
    header.push_back("network");
    TextTable alone(header);
    for (std::size_t i = 0; i < networks.size(); ++i) {
        const auto& [network, said] = networks[i];
        const double error = 1.0 - accuracy_of(said.test);
        const std::string trial = std::to_string(network.row.evaluation.trial);
        std::vector<std::string> row{one_run ? trial : network.folder.root.string() + " " + trial,
                                     percent(error_of(said.validation)), percent(error),
                                     percent_range(wilson_interval(error, said.test.size()))};
        for (const EnsembleResult& ensemble : ensembles) {
            row.push_back(std::to_string(ensemble.weights[i]));
        }
        row.push_back(network.row.architecture);
        alone.add(std::move(row));
    }
    return "## Ensembles\n\n" + together.markdown() + "\nChosen on " +
           grouped(first.validation.size()) + " validation images, tested on " +
           grouped(first.test.size()) +
           " others; intervals are Wilson's. Agreement: mean part of the test images to which two "
           "members give the same answer.\n\n## Networks\n\n" +
           alone.markdown();
}

std::string ensemble_json(const Members& networks, const std::vector<EnsembleResult>& ensembles) {
    const NetworkPredictions& first = networks.front().said;
    nlohmann::ordered_json json{{"classes", first.test.classes},
                                {"validation_images", first.validation.size()},
                                {"test_images", first.test.size()},
                                {"networks", nlohmann::json::array()},
                                {"ensembles", nlohmann::json::array()}};
    for (const auto& [network, said] : networks) {
        const double error = 1.0 - accuracy_of(said.test);
        json["networks"].push_back(
            {{"run", network.folder.root.string()},
             {"trial", network.row.evaluation.trial},
             {"architecture", network.row.architecture},
             {"validation_error", number_or_null(error_of(said.validation))},
             {"test_error", error},
             {"test_error_interval", interval_json(error, said.test.size())}});
    }
    for (const EnsembleResult& ensemble : ensembles) {
        json["ensembles"].push_back(
            {{"name", ensemble.name},
             {"weights", ensemble.weights},
             {"validation_error", number_or_null(ensemble.validation_error)},
             {"test_error", ensemble.test_error},
             {"test_error_interval", interval_json(ensemble.test_error, first.test.size())},
             {"agreement", ensemble.agreement}});
    }
    return json.dump(2) + "\n";
}

}  // namespace metaqnn
