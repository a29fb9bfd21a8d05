// What a configuration makes of images: space, agent and the state of a search.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/images.hpp"
#include "app/run_folder.hpp"
#include "config/run_config.hpp"
#include "core/replay_search.hpp"
#include "core/trial_source.hpp"
#include "io/journal_writer.hpp"
#include "io/run_description.hpp"

namespace metaqnn {

/// A search that has seen nothing yet. Members are destroyed in the reverse order.
struct SearchModel {
    std::unique_ptr<Mdp> mdp;
    std::unique_ptr<Agent> agent;
    std::unique_ptr<TrialSource> state;
    ReplaySettings judgement;  ///< of results
};

/// The files of train.weights, from wherever this process works.
std::vector<std::string> initial_weights(const RunConfig& config);

/// The space within the limits, those of the table if there is one.
/// @throws ConfigError as Mdp, CostMask and TableMask; also if the table lacks a network
std::unique_ptr<Mdp> make_mdp(const RunConfig& config, const ImageFacts& images);

SearchModel make_search_model(const RunConfig& config, const ImageFacts& images);

/// The model of a run that is only read: its own description tells the shape of its images.
/// @throws ConfigError if the stored configuration, the table of a run on one or, for a journal of
///         version 1, the images cannot be read
SearchModel stored_search_model(const RunDescription& run, const RunFolder& folder);

/// Slots of a space in words.
DescribeSlot slot_text(const Mdp& mdp);

}  // namespace metaqnn
