// The environment of this process.
#pragma once

#include <string>

namespace metaqnn {

/// The variable's text; empty: it is not set.
std::string environment_text(const char* name);

}  // namespace metaqnn
