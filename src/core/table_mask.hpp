// Limits of costs that only a table tells, of whole networks.
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "core/limit_mask.hpp"
#include "core/limits.hpp"
#include "core/result_table.hpp"

namespace metaqnn {

/// A mask for the networks of a table: each is looked at once, and what its beginnings lead to is
/// remembered.
class TableMask : public LimitMask {
  public:
    /// @param table   holds all networks of the space; its seconds are the means of the trainings
    /// @throws ConfigError if no network of the space is within the limits, or a limit is of
    ///         something that the table does not tell
    TableMask(const Mdp& mdp, const ResultTable& table, const Limits& limits);

    std::vector<std::int32_t> choices(const Mdp& mdp, NodeId node,
                                      const Architecture& beginning) const override;

  private:
    std::set<Architecture> legal_;  // networks within the limits, and all their beginnings
};

}  // namespace metaqnn
