// Tables of what a set of images holds, for people.
#pragma once

#include <string>
#include <vector>

#include "data/read_dataset.hpp"

namespace metaqnn {

/// A line for each part: images in all, of the smallest and of the largest class, and how many
/// times the largest is larger. Markdown.
std::string parts_table(const std::vector<PartSummary>& parts);

/// A line for each class: its number, its name if `names` has any, its images in each part.
std::string classes_table(const std::vector<PartSummary>& parts,
                          const std::vector<std::string>& names);

}  // namespace metaqnn
