// Which classes a network takes for which others, as text.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/predictions.hpp"

namespace metaqnn {

/// Balanced accuracy, and the matrix of up to 20 classes or else the ten most frequent mistakes.
std::string confusion_markdown(const Confusion& confusion);

/// balanced_accuracy and counts, [class, answer].
nlohmann::ordered_json confusion_json(const Confusion& confusion);

}  // namespace metaqnn
