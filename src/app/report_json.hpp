// The report of a run for programs to read.
#pragma once

#include <string>

#include "app/run_report.hpp"

namespace metaqnn {

/// One object with the same keys for every run: null or empty where the run has nothing to tell.
std::string report_json(const RunReport& report);

}  // namespace metaqnn
