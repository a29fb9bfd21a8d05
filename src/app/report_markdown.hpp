// The report of a run for people to read.
#pragma once

#include <string>

#include "app/run_report.hpp"

namespace metaqnn {

/// Sections of text and tables; what the run does not have is left out.
std::string report_markdown(const RunReport& report);

}  // namespace metaqnn
