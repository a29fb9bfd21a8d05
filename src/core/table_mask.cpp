// Looks at every network of a table; see table_mask.hpp.
#include "core/table_mask.hpp"

#include <functional>
#include <span>

#include "core/error.hpp"

namespace metaqnn {
namespace {

// Adds the legal networks with this beginning, and their beginnings; false if there are none.
bool add_legal(const Mdp& mdp, NodeId node, Architecture& beginning,
               const std::function<bool(const Architecture&)>& is_within,
               std::set<Architecture>& legal) {
    bool some = false;
    if (node == Mdp::terminal) {
        some = is_within(beginning);
    } else {
        for (const Edge& edge : mdp.edges(node)) {
            beginning.layers.push_back(mdp.action(edge));
            if (add_legal(mdp, edge.next, beginning, is_within, legal)) some = true;
            beginning.layers.pop_back();
        }
    }
    if (some) legal.insert(beginning);
    return some;
}

}  // namespace

TableMask::TableMask(const Mdp& mdp, const ResultTable& table, const Limits& limits) {
    require(limits.memory_bytes == 0,
            "limits.memory_bytes (a table does not tell the memory of networks); leave it out");
    bool tells_seconds = false;
    const auto is_within = [&](const Architecture& network) {
        const double seconds = table.at(network).mean_seconds();
        tells_seconds = tells_seconds || seconds > 0.0;
        return over_limit(table.cost(network), limits).empty() &&
               (limits.seconds == 0.0 || seconds <= limits.seconds);
    };
    Architecture beginning;
    const bool some = add_legal(mdp, Mdp::start(), beginning, is_within, legal_);
    require(limits.seconds == 0.0 || tells_seconds,
            "limits.seconds (the table does not tell the seconds of trainings); leave it out");
    require(some, "no network of the table is within the limits; raise those of [limits]");
}

std::vector<std::int32_t> TableMask::choices(const Mdp& mdp, NodeId node,
                                             const Architecture& beginning) const {
    std::vector<std::int32_t> legal;
    const std::span<const Edge> edges = mdp.edges(node);
    Architecture longer = beginning;
    longer.layers.emplace_back();
    for (std::size_t i = 0; i < edges.size(); ++i) {
        longer.layers.back() = mdp.action(edges[i]);
        if (legal_.contains(longer)) legal.push_back(static_cast<std::int32_t>(i));
    }
    return legal;
}

}  // namespace metaqnn
