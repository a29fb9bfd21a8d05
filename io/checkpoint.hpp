// RUN/checkpoint.h5: the agent's values after a number of events; only shortens a resume.
#pragma once

#include <optional>
#include <string>

#include "core/journal.hpp"

namespace metaqnn {

/// Replaces the checkpoint at `path`: the old or the new one is there, whole, whatever happens.
/// Layout: attributes `format` ("metaqnn checkpoint"), `version` (1), `events`, `hash` (of the
/// values' bytes); datasets `slots` (int32) and `values` (float64), one entry each for every value.
/// @throws IoError
void write_checkpoint(const std::string& path, const Checkpoint& checkpoint);

/// What became of a checkpoint.
struct CheckpointRead {
    std::optional<Checkpoint> checkpoint;  ///< none: not there, or not usable
    std::string problem;                   ///< why it is not usable; empty otherwise
};

/// Never throws for a file that is missing or broken: a resume can do without.
/// @param slots number of slots of the Mdp; values beyond make it unusable
CheckpointRead read_checkpoint(const std::string& path, SlotId slots);

}  // namespace metaqnn
