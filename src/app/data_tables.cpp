// Counts of images by part and class; see data_tables.hpp.
#include "app/data_tables.hpp"

#include <algorithm>
#include <numeric>

#include "app/table.hpp"
#include "core/text.hpp"

namespace metaqnn {

std::string parts_table(const std::vector<PartSummary>& parts) {
    TextTable table({"part", "images", "smallest class", "largest class", "times larger"});
    for (const PartSummary& part : parts) {
        const auto [smallest, largest] = std::ranges::minmax(part.class_sizes);
        const auto images =
            std::accumulate(part.class_sizes.begin(), part.class_sizes.end(), std::int64_t{0});
        const std::string times =
            smallest == 0 ? ""
                          : fixed(static_cast<double>(largest) / static_cast<double>(smallest), 2);
        table.add({part.name, grouped(images), grouped(smallest), grouped(largest), times});
    }
    return table.markdown();
}

std::string classes_table(const std::vector<PartSummary>& parts,
                          const std::vector<std::string>& names) {
    std::vector<std::string> header{"class"};
    if (!names.empty()) header.emplace_back("name");
    for (const PartSummary& part : parts) header.push_back(part.name);
    TextTable table(header);
    for (std::size_t c = 0; c < parts.front().class_sizes.size(); ++c) {
        std::vector<std::string> row{std::to_string(c)};
        if (!names.empty()) row.push_back(printable(names.at(c)));
        for (const PartSummary& part : parts) row.push_back(grouped(part.class_sizes.at(c)));
        table.add(row);
    }
    return table.markdown();
}

}  // namespace metaqnn
