// The figures and the page of a run: made by the Python package metaqnn_analysis.
#pragma once

#include <string>

namespace metaqnn {

/// Draws the figures of a run and its page report.html into a folder that is there. The Python is
/// $METAQNN_PYTHON, else that of the nearest .venv above this program, else python3; the package is
/// the one beside this program's sources or installation, else one that this Python knows.
/// @throws IoError with the command to call if it cannot be done
void draw_figures(const std::string& run, const std::string& folder);

}  // namespace metaqnn
