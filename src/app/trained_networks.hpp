// The networks that a run has trained, as other commands take them up.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/architecture.hpp"
#include "core/trial.hpp"

namespace metaqnn {

/// A training that went well.
struct TrainedNetwork {
    TrialId trial;
    Architecture architecture;
};

/// All of a run, best first by reward (validation accuracy and costs): test images never choose.
/// Also while the run goes on.
/// @throws ConfigError or IoError if there is no run that can be read
std::vector<TrainedNetwork> trained_networks(const std::string& run);

/// The best different architectures of a run, each in its best training.
/// @param count  none: the best ten, or all if there are fewer
/// @throws ConfigError also if there are fewer than `count`, or none at all
std::vector<TrainedNetwork> best_networks(const std::string& run, std::optional<std::size_t> count);

}  // namespace metaqnn
