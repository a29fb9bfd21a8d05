// A configuration as TOML text.
#pragma once

#include <string>

#include "config/run_config.hpp"

namespace metaqnn {

/// Whether a dump explains itself.
enum class Comments { none, all };

/// Every key with its value: load_config of the text gives an equal configuration. With
/// Comments::all each key has its meaning, source, unit and range before it, and what follows from
/// a preset stands behind a #, so that another preset can be written in its place.
std::string dump_config(const RunConfig& config, Comments comments);

}  // namespace metaqnn
