// What a network may cost at most.
#pragma once

#include <cstdint>
#include <string>

#include "core/cost.hpp"
#include "core/training_time.hpp"

namespace metaqnn {

/// A search proposes no network that is over a limit (see Mdp); one that is asked for by name is
/// not trained but recorded as rejected. 0: no limit.
struct Limits {
    std::int64_t parameters = 0;     ///< learned numbers
    std::int64_t multiply_adds = 0;  ///< of one image, forward
    std::int64_t memory_bytes = 0;   ///< of a training step
    double seconds = 0.0;            ///< of a training
    TrainingTime time{};             ///< foretells them; a table tells seconds itself
    bool operator==(const Limits&) const = default;
};

/// The first limit that the network is over, in words; empty if it is within all.
std::string over_limit(const Cost& cost, const Limits& limits);

}  // namespace metaqnn
