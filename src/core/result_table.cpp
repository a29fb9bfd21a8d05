// Recorded results; see result_table.hpp.
#include "core/result_table.hpp"

#include <cmath>
#include <string>

#include "core/error.hpp"

namespace metaqnn {
namespace {

// NaN is in no range.
bool is_fraction(double value) { return value >= 0.0 && value <= 1.0; }

void check(const RecordedTraining& training, const std::string& network) {
    constexpr double longest = 1e9;  // seconds
    require(is_fraction(training.accuracy),
            network + " has an accuracy that is no fraction from 0 to 1; correct the table");
    require(training.seconds >= 0.0 && training.seconds <= longest,
            network + " has seconds that are not in 0 to 1e9; correct the table");
    for (const double accuracy : training.curve) {
        require(is_fraction(accuracy),
                network +
                    " has a curve with a value that is no fraction from 0 to 1; correct the "
                    "table");
    }
}

}  // namespace

double RecordedNetwork::true_accuracy() const {
    double sum = 0.0;
    for (const RecordedTraining& training : trainings) sum += training.accuracy;
    return sum / static_cast<double>(trainings.size());
}

double RecordedNetwork::mean_seconds() const {
    double sum = 0.0;
    for (const RecordedTraining& training : trainings) sum += training.seconds;
    return sum / static_cast<double>(trainings.size());
}

ResultTable::ResultTable(ImageShape input, int classes) : input_(input), classes_(classes) {
    require(input.channels >= 1 && input.side >= 1 && classes >= 2,
            "the table's images have no pixels or fewer than 2 classes; correct the table");
}

void ResultTable::add(const Architecture& architecture, const RecordedNetwork& network) {
    const std::string name = to_text(architecture);
    feature_maps(architecture, input_);
    require(classes_of(architecture.layers.back()) == classes_,
            name + " does not end with the " + std::to_string(classes_) +
                " classes of the table; correct the table");
    require(network.parameters >= 0 && network.multiply_adds >= 0,
            name + " has costs below 0; correct the table");
    require(!network.trainings.empty(), name + " has no accuracy; correct the table");
    for (const RecordedTraining& training : network.trainings) check(training, name);
    require(networks_.try_emplace(architecture, network).second,
            name + " stands in the table twice; correct the table");
}

const RecordedNetwork& ResultTable::at(const Architecture& architecture) const {
    const auto found = networks_.find(architecture);
    if (found == networks_.end()) {
        throw ConfigError(to_text(architecture) +
                          " is not in the table; choose a network or a space ([space]) that is");
    }
    return found->second;
}

Cost ResultTable::cost(const Architecture& architecture) const {
    const RecordedNetwork& network = at(architecture);
    Cost cost;
    cost.parameters = network.parameters;
    cost.multiply_adds = network.multiply_adds;
    return cost;
}

const RecordedTraining& ResultTable::draw(const Trial& trial) const {
    const std::vector<RecordedTraining>& trainings = at(trial.architecture).trainings;
    return trainings[Rng(trial.seed).below(trainings.size())];
}

void ResultTable::require_all_of(const Mdp& mdp) const {
    Architecture prefix;
    if (holds_all_after(mdp, Mdp::start(), prefix)) return;
    throw ConfigError(to_text(prefix) + " of the search space is not in the table, which holds " +
                      std::to_string(size()) +
                      " networks; choose the table's space ([space]) or a whole table");
}

// False at the first network that is missing, which is then the prefix.
bool ResultTable::holds_all_after(const Mdp& mdp, NodeId node, Architecture& prefix) const {
    if (node == Mdp::terminal) return networks_.contains(prefix);
    for (const Edge& edge : mdp.edges(node)) {
        prefix.layers.push_back(mdp.action(edge));
        if (!holds_all_after(mdp, edge.next, prefix)) return false;
        prefix.layers.pop_back();
    }
    return true;
}

}  // namespace metaqnn
